package io.deligate.registryservice.credential;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A device's stored pair, without anything that could open. */
public record DeviceSecret(
        String id,
        String username,
        Instant notBefore,
        @Nullable Instant notAfter,
        Instant createdAt) {}
