/** What stands between the socket and the MQTT codec: the place for frame rules and flow control. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
