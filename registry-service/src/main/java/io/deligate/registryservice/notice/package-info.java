/** What a device has to be told of its bindings, until it has acknowledged it. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.notice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
