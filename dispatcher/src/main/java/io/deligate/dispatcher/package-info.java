/** Answers the requests of devices, 1xx. */
@NullMarked
@CheckReturnValue
package io.deligate.dispatcher;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
