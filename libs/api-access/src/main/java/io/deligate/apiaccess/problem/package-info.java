/** How REST says why it refuses a call. */
@NullMarked
@CheckReturnValue
package io.deligate.apiaccess.problem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
