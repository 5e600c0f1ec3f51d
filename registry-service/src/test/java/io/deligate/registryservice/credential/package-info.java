@NullMarked
package io.deligate.registryservice.credential;

import org.jspecify.annotations.NullMarked;
