/** Products, devices and who is online: the registry's truth at rest, as REST and as records for the cluster. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
