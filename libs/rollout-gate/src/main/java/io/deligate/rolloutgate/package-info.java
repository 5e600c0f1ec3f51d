/** Which firmware a device may take now: one pure function for everybody who asks. */
@NullMarked
@CheckReturnValue
package io.deligate.rolloutgate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
