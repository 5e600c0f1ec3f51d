/** How devices leave an edge that is going down or holds too many. */
@NullMarked
@CheckReturnValue
package io.deligate.mqttedge.drain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
