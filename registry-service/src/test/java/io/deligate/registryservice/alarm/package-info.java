@NullMarked
package io.deligate.registryservice.alarm;

import org.jspecify.annotations.NullMarked;
