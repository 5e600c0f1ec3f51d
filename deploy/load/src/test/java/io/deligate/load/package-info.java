@NullMarked
package io.deligate.load;

import org.jspecify.annotations.NullMarked;
