@NullMarked
package io.deligate.bench.figure;

import org.jspecify.annotations.NullMarked;
