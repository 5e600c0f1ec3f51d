package io.deligate.servicekit.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one {@code Map<String, String>} component of a block that takes every key the block does not name itself,
 * as {@code kafka.security.protocol} in a block {@code kafka}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface OpenKeys {}
