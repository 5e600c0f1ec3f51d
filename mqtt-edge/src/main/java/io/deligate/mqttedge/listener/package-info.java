/** The door: the MQTT server, and what stands in front of it on each connection. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.listener;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
