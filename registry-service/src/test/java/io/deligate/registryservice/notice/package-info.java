@NullMarked
package io.deligate.registryservice.notice;

import org.jspecify.annotations.NullMarked;
