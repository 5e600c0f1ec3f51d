/** A simulated fleet against any address, and its command. */
@NullMarked
@CheckReturnValue
package io.deligate.simulator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
