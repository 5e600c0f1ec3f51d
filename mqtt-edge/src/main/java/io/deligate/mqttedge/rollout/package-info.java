/** Offers firmware to the devices here whose turn it is. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.rollout;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
