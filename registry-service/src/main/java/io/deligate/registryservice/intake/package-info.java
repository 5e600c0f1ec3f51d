/** What dispatchers and edges hand to the registry: read, sorted by kind and given to the part that stores it. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.intake;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
