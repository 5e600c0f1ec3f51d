/** Devices as operators see them. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.device;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
