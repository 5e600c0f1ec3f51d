/** An attendance app: one small program that talks with attendance machines over its two Kafka topics. */
@NullMarked
@CheckReturnValue
package io.deligate.examples.attendance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
