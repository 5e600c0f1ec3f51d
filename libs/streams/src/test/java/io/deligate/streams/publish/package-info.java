@NullMarked
package io.deligate.streams.publish;

import org.jspecify.annotations.NullMarked;
