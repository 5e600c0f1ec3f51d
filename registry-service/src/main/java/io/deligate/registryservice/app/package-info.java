/** Cloud apps, which talk with devices over topics of their own. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.app;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
