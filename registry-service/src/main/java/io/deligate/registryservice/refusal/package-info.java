/** What last went wrong with a device (R149). */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.refusal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
