/** The least programs that could do the same work. */
@NullMarked
@CheckReturnValue
package io.deligate.bench.floor;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
