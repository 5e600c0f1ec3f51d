@NullMarked
package io.deligate.simulator.device;

import org.jspecify.annotations.NullMarked;
