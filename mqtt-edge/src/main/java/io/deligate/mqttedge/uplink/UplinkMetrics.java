package io.deligate.mqttedge.uplink;

import io.deligate.protocol.ActionFamily;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts uplinks by family and result, and times them from their arrival to their PUBACK. */
final class UplinkMetrics {
    /** What became of an uplink. */
    enum Result {
        STORED("stored"),
        REFUSED("refused"),
        UNDECODABLE("undecodable"),
        IGNORED("ignored"),
        DUPLICATE("duplicate"),
        FAILED("failed");

        private final String label;

        Result(String label) {
            this.label = label;
        }
    }

    private final Map<ActionFamily, Map<Result, Counter>> uplinks = new EnumMap<>(ActionFamily.class);
    private final Map<Result, Counter> unread = new EnumMap<>(Result.class);
    private final Map<Brake, Counter> brakes = new EnumMap<>(Brake.class);
    private final Timer acknowledged;

    UplinkMetrics(MeterRegistry meters) {
        for (ActionFamily family : ActionFamily.values()) {
            Map<Result, Counter> byResult = new EnumMap<>(Result.class);
            for (Result result : new Result[] {Result.STORED, Result.REFUSED, Result.IGNORED, Result.FAILED}) {
                byResult.put(result, counter(meters, family.label(), result));
            }
            uplinks.put(family, byResult);
        }
        for (Result result : new Result[] {Result.UNDECODABLE, Result.DUPLICATE}) {
            unread.put(result, counter(meters, "none", result));
        }
        for (Brake brake : Brake.values()) {
            brakes.put(
                    brake,
                    Counter.builder("deligate.edge.throttled")
                            .description("Times a device's messages were made to wait")
                            .tag("reason", brake.label())
                            .register(meters));
        }
        acknowledged = Timer.builder("deligate.edge.puback")
                .description("From the arrival of an uplink to its acknowledgement")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String family, Result result) {
        return Counter.builder("deligate.edge.uplinks")
                .description("Messages from devices")
                .tag("family", family)
                .tag("result", result.label)
                .register(meters);
    }

    void count(ActionFamily family, Result result) {
        Map<Result, Counter> byResult = uplinks.get(family);
        increment(byResult == null ? null : byResult.get(result));
    }

    /** For uplinks whose family nobody read. */
    void countUnread(Result result) {
        increment(unread.get(result));
    }

    void braked(Brake brake) {
        increment(brakes.get(brake));
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    void acknowledged(long nanos) {
        acknowledged.record(nanos, TimeUnit.NANOSECONDS);
    }
}
