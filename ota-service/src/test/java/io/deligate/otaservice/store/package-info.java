@NullMarked
package io.deligate.otaservice.store;

import org.jspecify.annotations.NullMarked;
