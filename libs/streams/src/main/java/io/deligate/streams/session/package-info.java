/** Who is connected where: the compacted session topic and its materialised form. */
@NullMarked
@CheckReturnValue
package io.deligate.streams.session;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
