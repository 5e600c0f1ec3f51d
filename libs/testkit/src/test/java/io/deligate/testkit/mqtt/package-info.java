@NullMarked
package io.deligate.testkit.mqtt;

import org.jspecify.annotations.NullMarked;
