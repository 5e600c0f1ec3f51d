/** Files in an S3-compatible object store. */
@NullMarked
@CheckReturnValue
package io.deligate.otaservice.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
