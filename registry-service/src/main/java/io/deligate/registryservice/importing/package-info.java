/** Registering many devices from one file. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.importing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
