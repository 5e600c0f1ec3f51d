@NullMarked
package io.deligate.testkit;

import org.jspecify.annotations.NullMarked;
