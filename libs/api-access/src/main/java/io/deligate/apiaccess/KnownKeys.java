package io.deligate.apiaccess;

import io.deligate.apiaccess.limit.Rate;
import io.deligate.apiaccess.limit.TokenBuckets;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The API keys as they were read last. They are used for a second, but whoever is not among them may have been given a
 * key just now: for such a one they are read again, some times a second at most, so that guesses cost little.
 * For one event loop.
 */
public final class KnownKeys<K> {
    /** How long a change may stay unseen: of a key that was removed, or one that comes among too many guesses. */
    private static final Duration REUSED = Duration.ofSeconds(1);

    private static final Rate AGAIN = new Rate(20, 20);

    private final Supplier<Future<List<K>>> source;
    private final LongSupplier nanos;
    private final TokenBuckets<String> again;
    private Future<List<K>> newest = Future.failedFuture("not read yet");
    private long begunAt;

    public KnownKeys(Supplier<Future<List<K>>> source) {
        this(source, System::nanoTime);
    }

    /**
     * @param nanos a clock that only goes forward
     */
    KnownKeys(Supplier<Future<List<K>>> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
        this.again = new TokenBuckets<>(AGAIN, 1, nanos);
    }

    /**
     * Succeeds with what {@code match} finds among the keys, empty when that is nothing; fails when they cannot be read.
     */
    public <R> Future<Optional<R>> find(Function<List<K>, Optional<R>> match) {
        long asked = nanos.getAsLong();
        if (newest.failed() || (newest.isComplete() && asked - begunAt >= REUSED.toNanos())) {
            read(asked);
        }
        long known = begunAt;
        return newest.map(match).compose(found -> {
            if (found.isPresent() || known - asked >= 0) {
                return Future.succeededFuture(found);
            }
            // another one that was not among them may have had them read meanwhile
            if (newest.failed() || begunAt - asked < 0) {
                if (!again.take("")) {
                    return Future.succeededFuture(found);
                }
                read(nanos.getAsLong());
            }
            return newest.map(match);
        });
    }

    /** They have changed: whoever asks next sees it. */
    public void forget() {
        newest = Future.failedFuture("changed");
    }

    private void read(long now) {
        begunAt = now;
        newest = source.get();
    }
}
