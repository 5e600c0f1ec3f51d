@NullMarked
package io.deligate.otaservice.api;

import org.jspecify.annotations.NullMarked;
