/** Where devices put their logs (201): accounts for one upload each, the FTP server that knows them, and the files. */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.logdrop;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
