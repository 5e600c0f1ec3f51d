@NullMarked
package io.deligate.simulator.fleet;

import org.jspecify.annotations.NullMarked;
