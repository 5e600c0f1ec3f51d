/** How a device fetches its firmware: in parts, again from where it broke off, checked. */
@NullMarked
@CheckReturnValue
package io.deligate.simulator.download;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
