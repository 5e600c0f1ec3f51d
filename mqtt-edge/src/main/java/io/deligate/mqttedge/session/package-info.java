/** The connections of devices that were let in. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.session;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
