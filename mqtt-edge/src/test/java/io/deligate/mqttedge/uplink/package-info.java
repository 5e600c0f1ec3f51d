@NullMarked
package io.deligate.mqttedge.uplink;

import org.jspecify.annotations.NullMarked;
