@NullMarked
package io.deligate.registryservice.store;

import org.jspecify.annotations.NullMarked;
