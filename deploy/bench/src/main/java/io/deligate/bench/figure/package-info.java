/** What came out, for people and for programs. */
@NullMarked
@CheckReturnValue
package io.deligate.bench.figure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
