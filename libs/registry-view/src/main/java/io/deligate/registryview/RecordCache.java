package io.deligate.registryview;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decoded records of one kind, in front of the cluster's map.
 *
 * <p>Design note. Per key there is at most one load under way, and all who ask meanwhile share it. A change that is
 * announced ends the key's load as far as the cache is concerned: its result still goes to those who asked before, but
 * whoever asks later starts a new load, and only the load that is still the key's own may store. Both steps are atomic
 * per key in {@code loads}, so a record read before a commit is never kept after the announcement of that commit.
 * A record that is known to be outdated is not thrown away: it is what is left when the registry cannot be asked.
 */
final class RecordCache<V> {
    /** So long a failure is as good as an answer for whoever wants to know how it is now. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(500);

    /**
     * Where records of one kind come from.
     *
     * @param source asks the cluster; null stands for "there is none"
     * @param most how many are remembered
     * @param absent how long "there is none" is remembered; zero = not at all
     */
    record Kind<V>(
            String name,
            Function<String, CompletionStage<byte @Nullable []>> source,
            Function<byte[], V> decoder,
            int most,
            Duration absent) {}

    /** What is known, since it was asked for; times are the ticker's. */
    private record Known<V>(@Nullable V value, long askedAt, long freshUntil, long usableUntil) {
        Known<V> withFreshUntil(long time) {
            return new Known<>(value, askedAt, time, usableUntil);
        }

        /** The registry does not answer: as good as asked until the first time for some, until the second for all others. */
        Known<V> kept(long asked, long fresh) {
            return new Known<>(value, asked, fresh, usableUntil);
        }
    }

    /** A question under way. */
    private record Load<V>(Promise<Optional<V>> answer, long begun) {}

    private final Vertx vertx;
    private final Kind<V> kind;
    private final ViewLimits limits;
    private final Ticker ticker;
    private final Reachability reachability;
    private final ConcurrentMap<String, Known<V>> known;
    private final ConcurrentMap<String, Load<V>> loads = new ConcurrentHashMap<>();

    RecordCache(Vertx vertx, Kind<V> kind, ViewLimits limits, Ticker ticker, Reachability reachability) {
        this.vertx = vertx;
        this.kind = kind;
        this.limits = limits;
        this.ticker = ticker;
        this.reachability = reachability;
        this.known = Caffeine.newBuilder()
                .maximumSize(kind.most())
                .expireAfterWrite(limits.stale())
                .ticker(ticker)
                .executor(Runnable::run)
                .<String, Known<V>>build()
                .asMap();
    }

    /** Succeeds with the record or with its absence, at once when known; fails with {@link RegistryUnavailable}. */
    Future<Optional<V>> get(String key) {
        Known<V> found = known.get(key);
        if (found != null && ticker.read() - found.freshUntil() < 0) {
            return Future.succeededFuture(Optional.ofNullable(found.value()));
        }
        Load<V> mine = new Load<>(Promise.promise(), ticker.read());
        Load<V> running = loads.putIfAbsent(key, mine);
        if (running == null) {
            load(key, mine);
            running = mine;
        }
        return onCallersContext(running.answer().future());
    }

    /**
     * The same, with what was asked for that long ago at most; while the registry does not answer, with what is known, and
     * half a second after it did not, it is asked again. Who wants it more often than that shares the answer.
     */
    Future<Optional<V>> get(String key, Duration age) {
        long oldest = ticker.read() - age.toNanos();
        Known<V> found = known.get(key);
        Load<V> running = loads.get(key);
        boolean askedLately = found != null && found.askedAt() - oldest >= 0;
        boolean askedNow = running != null && running.begun() - oldest >= 0;
        if (!askedLately && !askedNow) {
            outdated(key);
        }
        return get(key);
    }

    /** Whether the record was there when it was last read; asks nobody. */
    boolean knows(String key) {
        Known<V> found = known.get(key);
        return found != null && found.value() != null;
    }

    /** From now on nobody who asks gets what was read before, unless the registry cannot be asked. */
    void outdated(String key) {
        loads.compute(key, (sameKey, load) -> {
            known.computeIfPresent(key, (again, record) -> record.withFreshUntil(ticker.read()));
            return null;
        });
    }

    /** As {@link #outdated(String)} for everything: announcements may have been missed. */
    void allOutdated() {
        known.keySet().forEach(this::outdated);
        loads.keySet().forEach(this::outdated);
    }

    /** Asks again right away for what has just become outdated, if anybody ever asked for it. */
    void refresh(String key) {
        outdated(key);
        if (known.containsKey(key)) {
            var unused = get(key);
        }
    }

    private Future<Optional<V>> onCallersContext(Future<Optional<V>> shared) {
        if (shared.isComplete()) {
            return shared;
        }
        Context context = vertx.getOrCreateContext();
        Promise<Optional<V>> own = Promise.promise();
        var unused = shared.onComplete(result -> context.runOnContext(none -> own.handle(result)));
        return own.future();
    }

    private void load(String key, Load<V> load) {
        long timer = vertx.setTimer(limits.patience().toMillis(), late -> failed(key, load, "no answer in time", null));
        CompletionStage<byte @Nullable []> answer;
        try {
            answer = kind.source().apply(key);
        } catch (RuntimeException refused) {
            vertx.cancelTimer(timer);
            failed(key, load, "cannot be asked", refused);
            return;
        }
        var unused = answer.whenComplete((value, failure) -> {
            vertx.cancelTimer(timer);
            if (failure == null) {
                arrived(key, load, value);
            } else {
                failed(key, load, "asked in vain", failure);
            }
        });
    }

    private void arrived(String key, Load<V> load, byte @Nullable [] value) {
        V record;
        try {
            record = value == null ? null : kind.decoder().apply(value);
        } catch (RuntimeException unreadable) {
            failed(key, load, "unreadable record", unreadable);
            return;
        }
        reachability.answered();
        loads.computeIfPresent(key, (sameKey, current) -> {
            if (!current.equals(load)) {
                return current;
            }
            store(key, record, load.begun());
            return null;
        });
        load.answer().tryComplete(Optional.ofNullable(record));
    }

    private void store(String key, @Nullable V record, long askedAt) {
        long now = ticker.read();
        if (record != null) {
            known.put(
                    key,
                    new Known<>(
                            record,
                            askedAt,
                            now + limits.fresh().toNanos(),
                            now + limits.stale().toNanos()));
        } else if (kind.absent().isZero()) {
            known.remove(key);
        } else {
            long end = now + kind.absent().toNanos();
            known.put(key, new Known<>(null, askedAt, end, end));
        }
    }

    private void failed(String key, Load<V> load, String how, @Nullable Throwable cause) {
        loads.remove(key, load);
        reachability.silent(kind.name(), how, cause);
        long now = ticker.read();
        Known<V> left = known.computeIfPresent(
                key,
                (sameKey, record) -> record.kept(
                        now + SHORT_PAUSE.toNanos(), now + limits.pause().toNanos()));
        if (left != null && now - left.usableUntil() < 0) {
            load.answer().tryComplete(Optional.ofNullable(left.value()));
        } else {
            load.answer().tryFail(new RegistryUnavailable(kind.name() + ", " + how, cause));
        }
    }
}
