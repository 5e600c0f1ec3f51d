@NullMarked
package io.deligate.streams.refusal;

import org.jspecify.annotations.NullMarked;
