/** Cloud apps as a process of their own. */
@NullMarked
@CheckReturnValue
package io.deligate.bench.app;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
