/** What stands in the headers of a record. */
@NullMarked
@CheckReturnValue
package io.deligate.streams.record;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
