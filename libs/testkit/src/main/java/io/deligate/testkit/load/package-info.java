/** Devices that keep talking, whatever happens to the edges. */
@NullMarked
@CheckReturnValue
package io.deligate.testkit.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
