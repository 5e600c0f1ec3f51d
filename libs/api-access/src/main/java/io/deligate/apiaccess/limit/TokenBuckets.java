package io.deligate.apiaccess.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One token bucket per caller. Of callers beyond the bound the one that has been quiet longest is forgotten; it starts
 * again with a full bucket. For one event loop.
 */
public final class TokenBuckets<K> {
    private static final double NANOS = 1e9;

    private final Rate rate;
    private final LongSupplier nanos;
    private final Map<K, Bucket> buckets;

    /**
     * Remembers at most so many callers.
     *
     * @param nanos a clock that only goes forward
     */
    public TokenBuckets(Rate rate, int most, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
                return size() > most;
            }
        };
    }

    /** Whether the caller may call now; if so, it counts. */
    public boolean take(K caller) {
        long now = nanos.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(caller, fresh -> new Bucket(rate.burst(), now));
        bucket.tokens = Math.min(rate.burst(), bucket.tokens + (now - bucket.filledAt) / NANOS * rate.perSecond());
        bucket.filledAt = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens--;
        return true;
    }

    int size() {
        return buckets.size();
    }

    private static final class Bucket {
        private double tokens;
        private long filledAt;

        Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }
    }
}
