/** A million devices and a rollout, in one process and without sockets. */
@NullMarked
@CheckReturnValue
package io.deligate.bench.rollout;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
