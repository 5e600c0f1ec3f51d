/** How often somebody may call. */
@NullMarked
@CheckReturnValue
package io.deligate.apiaccess.limit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
