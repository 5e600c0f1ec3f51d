/** Product models and their keys. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.product;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
