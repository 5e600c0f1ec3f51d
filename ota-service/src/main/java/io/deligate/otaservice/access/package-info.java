/** Who calls. */
@NullMarked
@CheckReturnValue
package io.deligate.otaservice.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
