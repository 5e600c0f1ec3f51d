@NullMarked
package io.deligate.registryservice.trace;

import org.jspecify.annotations.NullMarked;
