/** Who is online, from the session topic. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.presence;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
