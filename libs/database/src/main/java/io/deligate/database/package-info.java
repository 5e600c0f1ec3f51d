/** A service's schema in PostgreSQL: reached, migrated, pooled and watched. */
@NullMarked
@CheckReturnValue
package io.deligate.database;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
