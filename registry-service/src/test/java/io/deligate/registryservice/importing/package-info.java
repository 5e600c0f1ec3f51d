@NullMarked
package io.deligate.registryservice.importing;

import org.jspecify.annotations.NullMarked;
