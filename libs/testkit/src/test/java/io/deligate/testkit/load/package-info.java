@NullMarked
package io.deligate.testkit.load;

import org.jspecify.annotations.NullMarked;
