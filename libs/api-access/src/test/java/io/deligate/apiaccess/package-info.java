@NullMarked
package io.deligate.apiaccess;

import org.jspecify.annotations.NullMarked;
