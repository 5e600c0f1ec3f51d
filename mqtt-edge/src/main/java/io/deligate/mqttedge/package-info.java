/** The edge: devices on one side, Kafka on the other. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
