@NullMarked
package io.deligate.otaservice;

import org.jspecify.annotations.NullMarked;
