@NullMarked
package io.deligate.registryservice.logdrop;

import org.jspecify.annotations.NullMarked;
