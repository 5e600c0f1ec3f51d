@NullMarked
package io.deligate.mqttedge;

import org.jspecify.annotations.NullMarked;
