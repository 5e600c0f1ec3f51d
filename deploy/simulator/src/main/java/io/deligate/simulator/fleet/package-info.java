/** Very many devices on the wire, and what is counted of them. */
@NullMarked
@CheckReturnValue
package io.deligate.simulator.fleet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
