@org.jspecify.annotations.NullMarked
package io.deligate.testkit.app;
