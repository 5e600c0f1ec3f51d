@NullMarked
package io.deligate.testkit.docs;

import org.jspecify.annotations.NullMarked;
