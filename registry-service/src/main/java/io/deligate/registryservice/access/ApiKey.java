package io.deligate.registryservice.access;

import io.deligate.apiaccess.ApiRole;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that may call; only its hash is known.
 *
 * @param expiresAt the first moment at which it may not call any more, null = none
 * @param usedAt when it last called, to the minute; null = never
 */
public record ApiKey(
        String id,
        String name,
        ApiRole role,
        StoredHash hash,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant usedAt) {
    /** The key that the configuration makes sure of. */
    public static final String BOOTSTRAP_ID = "bootstrap";

    boolean isValidAt(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }
}
