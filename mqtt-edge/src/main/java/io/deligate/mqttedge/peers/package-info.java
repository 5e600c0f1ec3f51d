/** Which edges there are, and what a survivor does for one that is lost. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.peers;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
