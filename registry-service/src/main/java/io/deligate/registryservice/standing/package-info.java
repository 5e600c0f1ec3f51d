/** Locks and bans. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.standing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
