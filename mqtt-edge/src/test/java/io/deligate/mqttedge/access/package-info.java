@NullMarked
package io.deligate.mqttedge.access;

import org.jspecify.annotations.NullMarked;
