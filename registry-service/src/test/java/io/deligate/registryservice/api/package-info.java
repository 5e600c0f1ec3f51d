@NullMarked
package io.deligate.registryservice.api;

import org.jspecify.annotations.NullMarked;
