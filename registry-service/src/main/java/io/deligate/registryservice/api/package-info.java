/** Requests in: REST over HTTP. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
