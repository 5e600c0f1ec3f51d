@NullMarked
package io.deligate.registryservice.activation;

import org.jspecify.annotations.NullMarked;
