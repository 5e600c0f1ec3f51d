package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.access.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts connection attempts by result. */
public final class ConnectMetrics {
    private final Counter accepted;
    private final Counter violations;
    private final Counter abandoned;
    private final Counter turnedAway;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    public ConnectMetrics(MeterRegistry meters) {
        accepted = counter(meters, "accepted");
        violations = counter(meters, "protocol-violation");
        abandoned = counter(meters, "abandoned");
        turnedAway = counter(meters, "turned-away");
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, counter(meters, refusal.label()));
        }
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("deligate.edge.connects")
                .description("Connection attempts")
                .tag("result", result)
                .register(meters);
    }

    void accepted() {
        accepted.increment();
    }

    /** The first bytes were no CONNECT of MQTT 3.1.1. */
    void violation() {
        violations.increment();
    }

    /** The client left before it was answered. */
    void abandoned() {
        abandoned.increment();
    }

    /** So many connections are open that not even an answer was possible. */
    void turnedAway() {
        turnedAway.increment();
    }

    void refused(Refusal why) {
        Counter counter = refused.get(why);
        if (counter != null) {
            counter.increment();
        }
    }
}
