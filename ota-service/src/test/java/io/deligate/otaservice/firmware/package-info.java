@NullMarked
package io.deligate.otaservice.firmware;

import org.jspecify.annotations.NullMarked;
