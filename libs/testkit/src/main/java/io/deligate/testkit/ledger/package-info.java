/** What was promised against what Kafka holds: the bookkeeping of fault tests. */
@NullMarked
@CheckReturnValue
package io.deligate.testkit.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
