package io.deligate.registryview;

import com.hazelcast.map.MapLoader;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place in a data member where the registry plugs in what loads records.
 *
 * <p>Hazelcast calls it on threads that may block, one call after the other per partition. So that a dead database does
 * not make a long queue there, a failure is repeated at once to whoever asks within the next moment.
 */
final class LoaderSlot implements MapLoader<String, byte[]> {
    private static final Logger log = LoggerFactory.getLogger(LoaderSlot.class);
    private static final Duration LIMIT = Duration.ofMillis(1_500);
    private static final Duration REPEATED = Duration.ofMillis(500);

    private final String what;
    private volatile @Nullable Function<String, Future<Optional<byte[]>>> source;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile long failingUntil = System.nanoTime();

    LoaderSlot(String what) {
        this.what = what;
    }

    void plugIn(Function<String, Future<Optional<byte[]>>> loader) {
        this.source = loader;
    }

    void unplug() {
        this.source = null;
    }

    @Override
    public byte @Nullable [] load(String key) {
        Function<String, Future<Optional<byte[]>>> loader = source;
        if (loader == null) {
            throw new LoadFailed(what + ": nobody loads here yet");
        }
        if (System.nanoTime() - failingUntil < 0) {
            throw new LoadFailed(what + ": the database did not answer a moment ago");
        }
        try {
            byte[] value = loader.apply(key)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .orElse(null);
            if (failing.compareAndSet(true, false)) {
                log.atInfo().addKeyValue("record", what).log("records can be loaded again");
            }
            return value;
        } catch (ExecutionException | TimeoutException failure) {
            failingUntil = System.nanoTime() + REPEATED.toNanos();
            if (failing.compareAndSet(false, true)) {
                log.atWarn().addKeyValue("record", what).log("records cannot be loaded: {}", reason(failure));
            }
            throw new LoadFailed(what + ": the database does not answer");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new LoadFailed(what + ": stopping");
        }
    }

    private static String reason(Exception failure) {
        return String.valueOf(failure instanceof ExecutionException ? failure.getCause() : failure);
    }

    @Override
    public Map<String, byte[]> loadAll(Collection<String> keys) {
        Map<String, byte[]> loaded = new HashMap<>();
        for (String key : keys) {
            byte[] value = load(key);
            if (value != null) {
                loaded.put(key, value);
            }
        }
        return loaded;
    }

    /** None ahead of time: records are loaded when somebody asks. */
    @Override
    public @Nullable Iterable<String> loadAllKeys() {
        return null;
    }
}
