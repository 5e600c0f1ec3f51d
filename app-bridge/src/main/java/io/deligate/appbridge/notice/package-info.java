/** What apps are told about their devices: 402, 403 and 404. */
@NullMarked
@CheckReturnValue
package io.deligate.appbridge.notice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
