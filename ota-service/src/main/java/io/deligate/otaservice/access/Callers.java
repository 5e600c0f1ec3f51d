package io.deligate.otaservice.access;

import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.KnownKeys;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells from what is presented who calls; one instance per event loop. */
public final class Callers {
    private final KnownKeys<CallerKeys.Key> keys;
    private final KeyHash hash;
    private final Clock clock;

    public Callers(CallerKeys keys, KeyHash hash, Clock clock) {
        this.keys = new KnownKeys<>(keys::all);
        this.hash = hash;
        this.clock = clock;
    }

    /** Succeeds with the caller, empty when no such key may call now; fails when the keys cannot be read. */
    public Future<Optional<Caller>> identify(String presented) {
        byte[] candidate = hash.of(presented);
        Instant now = clock.instant();
        return keys.find(all -> match(all, candidate, now));
    }

    /** Looks at every key whether or not one matched, so that the time tells nothing. */
    private static Optional<Caller> match(List<CallerKeys.Key> all, byte[] candidate, Instant now) {
        Optional<Caller> found = Optional.empty();
        for (CallerKeys.Key key : all) {
            if (key.fits(candidate) && key.isValidAt(now)) {
                found = Optional.of(key.caller());
            }
        }
        return found;
    }
}
