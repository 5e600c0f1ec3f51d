package io.deligate.registryservice.access;

import io.deligate.registryservice.sealing.KeyHash;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells from an API key who calls; one instance per event loop. */
public final class Callers {
    /** How long a deleted key still works and how long a new one may have to wait. */
    private static final Duration REUSED = Duration.ofSeconds(1);

    private final ApiKeys keys;
    private final KeyHash hash;
    private Future<List<ApiKey>> newest = Future.succeededFuture(List.of());
    private long newestAt = System.nanoTime() - REUSED.toNanos();

    public Callers(ApiKeys keys, KeyHash hash) {
        this.keys = keys;
        this.hash = hash;
    }

    /** Succeeds with the key's entry, empty when there is no such key; fails when the keys cannot be read. */
    public Future<Optional<ApiKey>> identify(String presented) {
        byte[] candidate = hash.of(presented);
        return newest().map(all -> match(all, candidate));
    }

    /** Makes sure that this key is an administrator's; the one that was made sure of before ends. */
    public Future<Void> ensureAdmin(Secret key) {
        StoredHash stored = new StoredHash(hash.of(key.reveal()));
        return keys.put(new ApiKey(ApiKey.BOOTSTRAP_ID, "from the configuration", ApiRole.ADMIN, stored));
    }

    /** Looks at every key whether or not one matched, so that the time tells nothing. */
    private static Optional<ApiKey> match(List<ApiKey> all, byte[] candidate) {
        Optional<ApiKey> found = Optional.empty();
        for (ApiKey key : all) {
            if (key.hash().matches(candidate)) {
                found = Optional.of(key);
            }
        }
        return found;
    }

    private Future<List<ApiKey>> newest() {
        long now = System.nanoTime();
        if (newest.failed() || (newest.isComplete() && now - newestAt >= REUSED.toNanos())) {
            newestAt = now;
            newest = keys.all();
        }
        return newest;
    }
}
