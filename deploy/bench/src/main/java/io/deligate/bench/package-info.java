/** The benchmarks, and their command line. */
@NullMarked
@CheckReturnValue
package io.deligate.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
