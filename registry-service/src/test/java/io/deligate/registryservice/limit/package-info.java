@NullMarked
package io.deligate.registryservice.limit;

import org.jspecify.annotations.NullMarked;
