/** One message's way through the services, as OpenTelemetry spans whose context travels in the records' headers. */
@NullMarked
@CheckReturnValue
package io.deligate.tracing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
