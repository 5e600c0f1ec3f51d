/** What operators are told about devices that are refused. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.refusal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
