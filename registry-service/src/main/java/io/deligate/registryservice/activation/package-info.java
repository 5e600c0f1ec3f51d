/** The links that take a device into use, as codes to scan and as scanned texts. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.activation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
