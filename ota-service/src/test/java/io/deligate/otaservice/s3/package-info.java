@NullMarked
package io.deligate.otaservice.s3;

import org.jspecify.annotations.NullMarked;
