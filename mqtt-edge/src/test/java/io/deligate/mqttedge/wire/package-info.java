@NullMarked
package io.deligate.mqttedge.wire;

import org.jspecify.annotations.NullMarked;
