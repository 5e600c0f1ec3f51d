/** Records that count their changes, so that nobody overwrites what he has not seen. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.revision;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
