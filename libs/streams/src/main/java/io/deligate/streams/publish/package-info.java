/** Records out: acknowledged by all in-sync replicas, without blocking the caller. */
@NullMarked
@CheckReturnValue
package io.deligate.streams.publish;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
