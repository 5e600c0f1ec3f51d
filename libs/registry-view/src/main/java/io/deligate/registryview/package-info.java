/** "Who is this device?": registry data as edges and dispatchers read it, and the cluster it travels in. */
@NullMarked
@CheckReturnValue
package io.deligate.registryview;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
