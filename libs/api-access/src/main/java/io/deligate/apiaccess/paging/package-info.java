/** Lists that come in pages. */
@NullMarked
@CheckReturnValue
package io.deligate.apiaccess.paging;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
