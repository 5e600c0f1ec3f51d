/** REST and the files for devices. */
@NullMarked
@CheckReturnValue
package io.deligate.otaservice.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
