@NullMarked
package io.deligate.registryservice.app;

import org.jspecify.annotations.NullMarked;
