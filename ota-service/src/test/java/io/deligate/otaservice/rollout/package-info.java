@NullMarked
package io.deligate.otaservice.rollout;

import org.jspecify.annotations.NullMarked;
