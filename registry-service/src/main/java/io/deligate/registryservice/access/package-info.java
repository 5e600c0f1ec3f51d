/** Who may call the REST interface. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
