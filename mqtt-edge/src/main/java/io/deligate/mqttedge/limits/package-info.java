/** How much one device and all devices together may ask of this edge. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.limits;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
