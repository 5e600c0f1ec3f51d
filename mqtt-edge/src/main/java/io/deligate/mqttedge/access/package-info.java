/** Who may connect. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
