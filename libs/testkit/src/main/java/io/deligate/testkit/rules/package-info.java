/** The conventions of CONTRIBUTING.md that a machine can check. */
@NullMarked
@CheckReturnValue
package io.deligate.testkit.rules;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
