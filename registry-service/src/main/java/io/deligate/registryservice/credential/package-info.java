/** Devices' own user names and passwords. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.credential;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
