/** PostgreSQL. */
@NullMarked
@CheckReturnValue
package io.deligate.otaservice.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
