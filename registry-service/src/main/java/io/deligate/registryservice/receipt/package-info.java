/** What became of the registry's messages to devices, for the part that asked. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.receipt;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
