/** Remote commands (200, 201, 205): one lifecycle for all, with exactly one end each. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.command;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
