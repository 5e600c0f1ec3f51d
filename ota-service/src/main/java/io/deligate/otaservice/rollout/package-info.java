/** Rollouts: planned, started, watched, told to everybody who has to know. */
@NullMarked
@CheckReturnValue
package io.deligate.otaservice.rollout;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
