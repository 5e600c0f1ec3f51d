/** 300: from a device to its apps. */
@NullMarked
@CheckReturnValue
package io.deligate.appbridge.uplink;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
