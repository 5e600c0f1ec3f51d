@NullMarked
package io.deligate.registryservice.sealing;

import org.jspecify.annotations.NullMarked;
