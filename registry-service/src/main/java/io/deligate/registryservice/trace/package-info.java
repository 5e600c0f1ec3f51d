/** What went between one device and the platform, read from Kafka when somebody asks; nothing is kept per device. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.trace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
