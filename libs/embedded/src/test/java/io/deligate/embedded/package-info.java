@NullMarked
package io.deligate.embedded;

import org.jspecify.annotations.NullMarked;
