@NullMarked
package io.deligate.testkit.ledger;

import org.jspecify.annotations.NullMarked;
