/** 301: from an app to a device, and the one receipt for it. */
@NullMarked
@CheckReturnValue
package io.deligate.appbridge.downlink;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
