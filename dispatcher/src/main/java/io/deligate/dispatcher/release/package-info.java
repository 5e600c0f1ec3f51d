/** What is heard of firmware releases. */
@NullMarked
@CheckReturnValue
package io.deligate.dispatcher.release;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
