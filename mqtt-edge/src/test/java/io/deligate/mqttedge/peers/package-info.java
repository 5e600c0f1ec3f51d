@NullMarked
package io.deligate.mqttedge.peers;

import org.jspecify.annotations.NullMarked;
