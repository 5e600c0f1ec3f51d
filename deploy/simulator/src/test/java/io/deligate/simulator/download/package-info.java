@NullMarked
package io.deligate.simulator.download;

import org.jspecify.annotations.NullMarked;
