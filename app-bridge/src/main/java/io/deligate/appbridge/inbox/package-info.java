/** What cloud apps are told, on its way into their topics. */
@NullMarked
@CheckReturnValue
package io.deligate.appbridge.inbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
