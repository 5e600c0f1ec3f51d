/** Devices for tests: one over a client library, one over a bare socket. */
@NullMarked
@CheckReturnValue
package io.deligate.testkit.mqtt;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
