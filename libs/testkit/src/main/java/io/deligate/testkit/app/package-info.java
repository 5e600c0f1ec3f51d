/** A cloud app as its developers see it: its Kafka topics, the document that describes them, a broker that guards them. */
@NullMarked
@CheckReturnValue
package io.deligate.testkit.app;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
