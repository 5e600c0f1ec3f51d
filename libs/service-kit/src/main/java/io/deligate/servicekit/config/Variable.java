package io.deligate.servicekit.config;

/**
 * One setting as the outside sees it.
 *
 * @param name the environment variable; it ends in {@code *} for a block that takes any key
 * @param key the path in the YAML file
 * @param type what kind of value is expected, in words
 * @param fallback the default as it would be written, empty when there is none, masked when it is confidential
 */
public record Variable(String name, String key, String type, String fallback) {}
