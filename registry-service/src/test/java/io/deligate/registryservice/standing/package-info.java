@NullMarked
package io.deligate.registryservice.standing;

import org.jspecify.annotations.NullMarked;
