/** What must be stored but not readable in the database. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.sealing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
