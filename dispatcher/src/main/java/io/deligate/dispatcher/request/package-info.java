/** A request and its answer, on their way through Kafka. */
@NullMarked
@CheckReturnValue
package io.deligate.dispatcher.request;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
