@NullMarked
package io.deligate.streams;

import org.jspecify.annotations.NullMarked;
