/** What devices say about themselves (101). */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
