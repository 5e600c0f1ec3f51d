package io.deligate.registryservice.logdrop;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who may connect: so many at a time, so many from one address, and none for a while from where too many logins failed.
 * Thread-safe.
 */
final class Turnstile {
    static final int MOST = 100;
    static final int MOST_PER_ADDRESS = 10;
    static final int MOST_FAILURES = 10;
    static final Duration SPAN = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 10_000;

    private final LongSupplier nanos;
    private final Map<InetAddress, Integer> connected = new HashMap<>();
    private final Map<InetAddress, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Failures> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    private int total;

    Turnstile(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Failures(int count, long since) {}

    /** Whether one more may come in from there; who does has to {@link #leave}. */
    synchronized boolean enter(InetAddress address) {
        int already = connected.getOrDefault(address, 0);
        if (total >= MOST || already >= MOST_PER_ADDRESS || isBarred(address)) {
            return false;
        }
        total++;
        connected.put(address, already + 1);
        return true;
    }

    synchronized void leave(InetAddress address) {
        total--;
        connected.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }

    /** A login from there has failed. */
    synchronized void failed(InetAddress address) {
        failures.merge(
                address,
                new Failures(1, nanos.getAsLong()),
                (before, now) -> isOver(before) ? now : new Failures(before.count + 1, before.since));
    }

    private boolean isBarred(InetAddress address) {
        Failures known = failures.get(address);
        return known != null && known.count >= MOST_FAILURES && !isOver(known);
    }

    private boolean isOver(Failures known) {
        return nanos.getAsLong() - known.since >= SPAN.toNanos();
    }
}
