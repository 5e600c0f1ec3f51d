/** What each action does. */
@NullMarked
@CheckReturnValue
package io.deligate.dispatcher.action;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
