/** Which topics there are, how they are made, and how a client reaches them. */
@NullMarked
@CheckReturnValue
package io.deligate.streams.topic;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
