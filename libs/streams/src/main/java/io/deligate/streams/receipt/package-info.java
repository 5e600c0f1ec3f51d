/** The one outcome of each message to a device, for whoever asked for it. */
@NullMarked
@CheckReturnValue
package io.deligate.streams.receipt;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
