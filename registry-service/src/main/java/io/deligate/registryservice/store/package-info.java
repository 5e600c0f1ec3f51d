/** Data out: PostgreSQL. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
