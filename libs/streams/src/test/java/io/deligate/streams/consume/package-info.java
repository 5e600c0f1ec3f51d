@NullMarked
package io.deligate.streams.consume;

import org.jspecify.annotations.NullMarked;
