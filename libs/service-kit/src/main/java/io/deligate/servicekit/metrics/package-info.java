/** What every process measures about itself. */
@NullMarked
@CheckReturnValue
package io.deligate.servicekit.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
