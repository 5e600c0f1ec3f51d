@NullMarked
package io.deligate.mqttedge.drain;

import org.jspecify.annotations.NullMarked;
