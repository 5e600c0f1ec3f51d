@NullMarked
package io.deligate.registryservice.intake;

import org.jspecify.annotations.NullMarked;
