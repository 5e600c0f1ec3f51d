@NullMarked
package io.deligate.examples.attendance;

import org.jspecify.annotations.NullMarked;
