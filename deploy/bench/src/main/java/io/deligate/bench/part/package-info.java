/** The platform's parts as processes of their own. */
@NullMarked
@CheckReturnValue
package io.deligate.bench.part;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
