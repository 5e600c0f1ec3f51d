@NullMarked
package io.deligate.registryservice.report;

import org.jspecify.annotations.NullMarked;
