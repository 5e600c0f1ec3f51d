/** What devices raise alarm about (105). */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.alarm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
