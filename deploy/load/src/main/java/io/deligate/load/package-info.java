/** Devices on the wire, very many of them: bare Netty and its MQTT codec, nothing of the platform. */
@NullMarked
@CheckReturnValue
package io.deligate.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
