@NullMarked
package io.deligate.streams.receipt;

import org.jspecify.annotations.NullMarked;
