/** What a change of the registry carries with it: who made it, its audit entry, its events and messages. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
