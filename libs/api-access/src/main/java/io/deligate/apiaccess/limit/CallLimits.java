package io.deligate.apiaccess.limit;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.net.SocketAddress;

/** Lets calls through as often as their callers may call: by key, and without a valid one by address. */
public final class CallLimits {
    private final CallRates rates;
    private final Counter keysLimited;
    private final Counter addressesLimited;

    /**
     * For one REST interface.
     *
     * @param metric the name of the counter of refused calls
     */
    public CallLimits(String metric, Rate perKey, Rate perAddress, MeterRegistry meters) {
        this.rates = new CallRates(perKey, perAddress);
        this.keysLimited = counter(metric, meters, "key");
        this.addressesLimited = counter(metric, meters, "address");
    }

    private static Counter counter(String metric, MeterRegistry meters, String by) {
        return Counter.builder(metric)
                .description("REST calls refused because they came too often")
                .tag("by", by)
                .register(meters);
    }

    /** Throws {@link CallerFault} when the holder of the key with this id calls too often. */
    public void count(String keyId) {
        if (!rates.takeKey(keyId)) {
            keysLimited.increment();
            throw tooOften();
        }
    }

    /** Throws {@link CallerFault} when a caller without a key calls too often. */
    public void count(SocketAddress remote) {
        if (!rates.takeAddress(remote.hostAddress())) {
            addressesLimited.increment();
            throw tooOften();
        }
    }

    private static CallerFault tooOften() {
        return Problem.of(429, "too-often", "calls: too many (expected: fewer; try again later)")
                .fault();
    }
}
