@NullMarked
package io.deligate.testkit.rules;

import org.jspecify.annotations.NullMarked;
