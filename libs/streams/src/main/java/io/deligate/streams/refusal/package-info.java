/** What an edge refused a device, for whoever shows it to operators. */
@NullMarked
@CheckReturnValue
package io.deligate.streams.refusal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
