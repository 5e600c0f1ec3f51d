@NullMarked
package io.deligate.streams.topic;

import org.jspecify.annotations.NullMarked;
