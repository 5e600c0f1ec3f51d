package io.deligate.otaservice.access;

import io.deligate.apiaccess.KeyHash;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API keys that the registry publishes. */
public interface CallerKeys {
    /** Succeeds with every key; fails when the database does not answer. */
    Future<List<Key>> all();

    /**
     * One of them.
     *
     * @param expiresAt the first moment at which it may not call any more, null = none
     */
    record Key(Caller caller, byte[] hash, @Nullable Instant expiresAt) {
        public Key {
            hash = hash.clone();
        }

        boolean fits(byte[] candidate) {
            return KeyHash.equal(hash, candidate);
        }

        boolean isValidAt(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }
    }
}
