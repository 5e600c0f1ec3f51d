/** Messages, receipts and notices between devices and cloud apps. */
@NullMarked
@CheckReturnValue
package io.deligate.appbridge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
