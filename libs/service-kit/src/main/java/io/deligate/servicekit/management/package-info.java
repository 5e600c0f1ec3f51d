/** The port for operators: health, metrics and what services add to it. */
@NullMarked
@CheckReturnValue
package io.deligate.servicekit.management;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
