@NullMarked
package io.deligate.mqttedge.session;

import org.jspecify.annotations.NullMarked;
