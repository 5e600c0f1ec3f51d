/** Firmware and its way to the devices, as a service. */
@NullMarked
@CheckReturnValue
package io.deligate.otaservice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
