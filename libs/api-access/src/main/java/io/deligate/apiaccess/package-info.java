/** Who may call the platform's REST interfaces, and how keys are told without storing them. */
@NullMarked
@CheckReturnValue
package io.deligate.apiaccess;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
