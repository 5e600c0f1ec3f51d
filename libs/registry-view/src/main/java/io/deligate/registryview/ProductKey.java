package io.deligate.registryview;

import io.deligate.servicekit.config.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The key that the devices of a product share.
 *
 * @param validUntil the first moment at which it does not count any more, null when no end is set. It travels with the
 *     key, so that a key ends on time also where nobody is told.
 */
public record ProductKey(Secret secret, @Nullable Instant validUntil) {
    public boolean isValidAt(Instant now) {
        return validUntil == null || now.isBefore(validUntil);
    }
}
