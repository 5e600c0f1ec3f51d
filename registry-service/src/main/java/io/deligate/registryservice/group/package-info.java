/** Organisations, to which devices are bound. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.group;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
