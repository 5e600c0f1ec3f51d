/** Processes of our own: started, watched, measured and ended. */
@NullMarked
@CheckReturnValue
package io.deligate.bench.child;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
