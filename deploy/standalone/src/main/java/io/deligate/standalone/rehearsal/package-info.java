/** What an image's start-up cache is made of: one service at work for a moment, between real parts. */
@NullMarked
@CheckReturnValue
package io.deligate.standalone.rehearsal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
