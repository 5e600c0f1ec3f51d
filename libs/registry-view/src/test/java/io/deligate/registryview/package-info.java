@NullMarked
package io.deligate.registryview;

import org.jspecify.annotations.NullMarked;
