package io.deligate.registryservice.logdrop;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file that a device has uploaded.
 *
 * @param name as the device called it
 * @param path where it is
 */
public record StoredFile(String name, long size, Instant uploadedAt, Path path) {}
