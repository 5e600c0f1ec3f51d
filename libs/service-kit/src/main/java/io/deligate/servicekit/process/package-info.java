/** How a process builds its platform, starts its parts in order and stops them in reverse order. */
@NullMarked
@CheckReturnValue
package io.deligate.servicekit.process;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
