@NullMarked
package io.deligate.apiaccess.limit;

import org.jspecify.annotations.NullMarked;
