/** Who changed what, as operators read it. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
