@NullMarked
package io.deligate.registryservice.exporting;

import org.jspecify.annotations.NullMarked;
