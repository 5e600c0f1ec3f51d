@NullMarked
package io.deligate.simulator.progress;

import org.jspecify.annotations.NullMarked;
