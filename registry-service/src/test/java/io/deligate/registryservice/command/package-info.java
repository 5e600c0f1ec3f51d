@NullMarked
package io.deligate.registryservice.command;

import org.jspecify.annotations.NullMarked;
