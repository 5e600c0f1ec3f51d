@NullMarked
package io.deligate.streams.session;

import org.jspecify.annotations.NullMarked;
