/** Whether the process works (liveness) and whether it may get traffic (readiness). */
@NullMarked
@CheckReturnValue
package io.deligate.servicekit.health;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
