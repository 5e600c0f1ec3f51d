@NullMarked
package io.deligate.database;

import org.jspecify.annotations.NullMarked;
