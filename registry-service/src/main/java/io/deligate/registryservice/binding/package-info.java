/** Which organisation and which apps a device belongs to. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.binding;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
