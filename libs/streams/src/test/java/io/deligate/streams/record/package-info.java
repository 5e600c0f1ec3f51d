@NullMarked
package io.deligate.streams.record;

import org.jspecify.annotations.NullMarked;
