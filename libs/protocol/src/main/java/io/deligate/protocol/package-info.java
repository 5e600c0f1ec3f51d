/** The language devices and apps speak: envelope, actions, reply codes and their codec. */
@NullMarked
@CheckReturnValue
package io.deligate.protocol;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
