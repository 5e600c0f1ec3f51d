/** Keeps the documents true. */
@NullMarked
@CheckReturnValue
package io.deligate.testkit.docs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
