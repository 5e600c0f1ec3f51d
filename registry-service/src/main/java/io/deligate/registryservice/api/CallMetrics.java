package io.deligate.registryservice.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts calls by what they were and how they ended. */
final class CallMetrics {
    private final MeterRegistry meters;

    CallMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void answered(String call, int status) {
        Counter.builder("deligate.registry.calls")
                .description("REST calls answered")
                .tag("call", call)
                .tag("status", String.valueOf(status))
                .register(meters)
                .increment();
    }
}
