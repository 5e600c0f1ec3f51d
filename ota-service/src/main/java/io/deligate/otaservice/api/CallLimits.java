package io.deligate.otaservice.api;

import io.deligate.apiaccess.limit.CallRates;
import io.deligate.otaservice.access.Caller;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.net.SocketAddress;

/** Lets calls through as often as their callers may call: by key, and without a valid one by address. */
final class CallLimits {
    private final CallRates rates;
    private final Counter keysLimited;
    private final Counter addressesLimited;

    CallLimits(CallsConfig config, MeterRegistry meters) {
        this.rates = new CallRates(config.keyRate(), config.strangerRate());
        this.keysLimited = counter(meters, "key");
        this.addressesLimited = counter(meters, "address");
    }

    private static Counter counter(MeterRegistry meters, String by) {
        return Counter.builder("deligate.ota.limited")
                .description("REST calls refused because they came too often")
                .tag("by", by)
                .register(meters);
    }

    /** Throws {@link CallerFault} when the key's holder calls too often. */
    void count(Caller caller) {
        if (!rates.takeKey(caller.id())) {
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
        return Problem.of(429, "too-often", "calls: too many (expected: fewer; try again later)")
                .fault();
    }
}
