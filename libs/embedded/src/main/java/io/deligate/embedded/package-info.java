/** The real Kafka broker and the real PostgreSQL, started and stopped with this process. */
@NullMarked
@CheckReturnValue
package io.deligate.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
