/** What one device does: pure, without I/O, threads or clocks of its own. */
@NullMarked
@CheckReturnValue
package io.deligate.simulator.device;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
