@NullMarked
package io.deligate.registryservice.presence;

import org.jspecify.annotations.NullMarked;
