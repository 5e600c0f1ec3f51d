/** Writing devices into a file. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.exporting;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
