package io.deligate.otaservice.access;

import io.deligate.apiaccess.KeyHash;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells from what is presented who calls; one instance per event loop. */
public final class Callers {
    /** How long a change of the keys may stay unseen. */
    private static final Duration REUSED = Duration.ofSeconds(1);

    private final CallerKeys keys;
    private final KeyHash hash;
    private final Clock clock;
    private Future<List<CallerKeys.Key>> newest = Future.failedFuture("not read yet");
    private long newestAt;

    public Callers(CallerKeys keys, KeyHash hash, Clock clock) {
        this.keys = keys;
        this.hash = hash;
        this.clock = clock;
    }

    /** Succeeds with the caller, empty when no such key may call now; fails when the keys cannot be read. */
    public Future<Optional<Caller>> identify(String presented) {
        byte[] candidate = hash.of(presented);
        Instant now = clock.instant();
        return newest().map(all -> match(all, candidate, now));
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

    private Future<List<CallerKeys.Key>> newest() {
        long now = System.nanoTime();
        if (newest.failed() || (newest.isComplete() && now - newestAt >= REUSED.toNanos())) {
            newestAt = now;
            newest = keys.all();
        }
        return newest;
    }
}
