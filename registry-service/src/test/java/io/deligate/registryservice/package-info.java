@NullMarked
package io.deligate.registryservice;

import org.jspecify.annotations.NullMarked;
