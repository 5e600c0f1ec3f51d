@NullMarked
package io.deligate.rolloutgate;

import org.jspecify.annotations.NullMarked;
