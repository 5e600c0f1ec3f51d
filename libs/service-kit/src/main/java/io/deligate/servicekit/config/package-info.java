/** Settings: records with defaults, laid over by one YAML file and the environment, checked before anything starts. */
@NullMarked
@CheckReturnValue
package io.deligate.servicekit.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
