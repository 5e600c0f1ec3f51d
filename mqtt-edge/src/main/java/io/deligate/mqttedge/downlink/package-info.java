/** From Kafka to the device. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.downlink;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
