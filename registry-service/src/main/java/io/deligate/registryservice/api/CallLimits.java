package io.deligate.registryservice.api;

import io.deligate.apiaccess.limit.CallRates;
import io.deligate.registryservice.access.ApiKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.net.SocketAddress;

/** Lets calls through as often as their callers may call: by key, and without a valid one by address. */
final class CallLimits {
    private final CallRates rates;
    private final Counter keysLimited;
    private final Counter addressesLimited;

    CallLimits(RestConfig config, MeterRegistry meters) {
        this.rates = new CallRates(config.keyRate(), config.strangerRate());
        this.keysLimited = counter(meters, "key");
        this.addressesLimited = counter(meters, "address");
    }

    private static Counter counter(MeterRegistry meters, String by) {
        return Counter.builder("deligate.registry.limited")
                .description("REST calls refused because they came too often")
                .tag("by", by)
                .register(meters);
    }

    /** Throws {@link CallerFault} when the key's holder calls too often. */
    void count(ApiKey key) {
        if (!rates.takeKey(key.id())) {
            keysLimited.increment();
            throw tooOften();
        }
    }

    /** Throws {@link CallerFault} when a caller without a key calls too often. */
    void count(SocketAddress remote) {
        if (!rates.takeAddress(remote.hostAddress())) {
            addressesLimited.increment();
            throw tooOften();
        }
    }

    private static CallerFault tooOften() {
        return new CallerFault(Problem.of(429, "too-often", "calls: too many (expected: fewer; try again later)"));
    }
}
