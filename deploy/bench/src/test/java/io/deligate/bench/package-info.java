@NullMarked
package io.deligate.bench;

import org.jspecify.annotations.NullMarked;
