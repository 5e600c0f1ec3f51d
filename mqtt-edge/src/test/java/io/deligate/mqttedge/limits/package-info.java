@NullMarked
package io.deligate.mqttedge.limits;

import org.jspecify.annotations.NullMarked;
