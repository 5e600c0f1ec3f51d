/** Brings to Kafka what commits left to be sent. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.outbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
