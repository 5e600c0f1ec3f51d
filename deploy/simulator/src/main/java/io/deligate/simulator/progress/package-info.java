/** What a person sees while it runs, and what a script reads at the end. */
@NullMarked
@CheckReturnValue
package io.deligate.simulator.progress;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
