/** Records that could not be processed: to look at, and to put back where they came from. */
@NullMarked
@CheckReturnValue
package io.deligate.standalone.deadletter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
