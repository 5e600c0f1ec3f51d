/** Records in: one thread per consumer, order per key, commits only behind finished work. */
@NullMarked
@CheckReturnValue
package io.deligate.streams.consume;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
