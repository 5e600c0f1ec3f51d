package io.deligate.mqttedge.wire;

import io.deligate.servicekit.logging.SampledLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts what broke MQTT's rules, and says so once a minute for each rule (A74). Thread-safe. */
public final class RefusedFrames {
    private static final Duration ONCE_IN = Duration.ofMinutes(1);

    private final SampledLog log =
            new SampledLog(LoggerFactory.getLogger(RefusedFrames.class), ONCE_IN, System::nanoTime);
    private final Map<Violation, Counter> counters = new EnumMap<>(Violation.class);

    public RefusedFrames(MeterRegistry meters) {
        for (Violation rule : Violation.values()) {
            counters.put(
                    rule,
                    Counter.builder("deligate.edge.frames.refused")
                            .description("Connections closed for bytes that break MQTT 3.1.1")
                            .tag("reason", rule.label())
                            .register(meters));
        }
    }

    /** A connection from that address is being closed for breaking that rule. */
    public void count(Violation rule, String address) {
        Counter counter = counters.get(rule);
        if (counter != null) {
            counter.increment();
        }
        log.at(
                Level.INFO,
                rule.label(),
                line -> line.addKeyValue("address", address).log("closed a connection that breaks MQTT's rules"));
    }
}
