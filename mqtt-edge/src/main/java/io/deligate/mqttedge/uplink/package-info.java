/** From the device to Kafka. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.uplink;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
