/** What tests stand on: a real broker and database, a device, a raw MQTT socket. */
@NullMarked
@CheckReturnValue
package io.deligate.testkit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
