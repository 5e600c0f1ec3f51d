/** One class for each benchmark. */
@NullMarked
@CheckReturnValue
package io.deligate.bench.measure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
