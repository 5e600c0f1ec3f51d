/** Firmware files and what is known of them. */
@NullMarked
@CheckReturnValue
package io.deligate.otaservice.firmware;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
