@NullMarked
package io.deligate.registryservice.receipt;

import org.jspecify.annotations.NullMarked;
