/** Work that outlives the call that asked for it: who does it, how far it is, what came of it. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.job;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
