/** One vocabulary for log lines, and a way to log on a hot path. */
@NullMarked
@CheckReturnValue
package io.deligate.servicekit.logging;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
