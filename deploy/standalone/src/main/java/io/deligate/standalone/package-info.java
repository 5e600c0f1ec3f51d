/** Everything in one process, and the command line. Wiring only: each part is the same as in a process of its own. */
@NullMarked
@CheckReturnValue
package io.deligate.standalone;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
