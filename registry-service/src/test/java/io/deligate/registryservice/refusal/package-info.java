@NullMarked
package io.deligate.registryservice.refusal;

import org.jspecify.annotations.NullMarked;
