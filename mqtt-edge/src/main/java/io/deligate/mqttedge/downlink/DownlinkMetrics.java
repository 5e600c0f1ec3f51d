package io.deligate.mqttedge.downlink;

import io.deligate.protocol.Action;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts downlinks by outcome, and times requests from their arrival to the writing of their reply. */
final class DownlinkMetrics {
    private final MeterRegistry meters;
    private final Map<ReceiptOutcome, Counter> outcomes = new EnumMap<>(ReceiptOutcome.class);
    private final Counter malformed;
    private final Counter forwarded;
    private final Counter closed;
    private final Counter noticesSent;
    private final Counter noticesSkipped;
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();

    DownlinkMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (ReceiptOutcome outcome : ReceiptOutcome.values()) {
            outcomes.put(outcome, counter(outcome.label()));
        }
        malformed = counter("malformed");
        forwarded = counter("forwarded");
        closed = counter("closed");
        noticesSent = noticeCounter("sent");
        noticesSkipped = noticeCounter("skipped");
    }

    private Counter counter(String result) {
        return Counter.builder("deligate.edge.downlinks")
                .description("Messages to devices")
                .tag("result", result)
                .register(meters);
    }

    private Counter noticeCounter(String result) {
        return Counter.builder("deligate.edge.broadcasts")
                .description("Copies of broadcasts to subscribed devices")
                .tag("result", result)
                .register(meters);
    }

    /** A copy of a broadcast was written to a device, or could not be. */
    void countNotice(boolean sent) {
        (sent ? noticesSent : noticesSkipped).increment();
    }

    void count(ReceiptOutcome outcome) {
        Counter counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    void countMalformed() {
        malformed.increment();
    }

    /** The outcome is another edge's to count. */
    void countForwarded() {
        forwarded.increment();
    }

    /** A session was ended by order. */
    void countClosed() {
        closed.increment();
    }

    void answered(int action, Duration sinceArrival) {
        // Devices may ask for any number: what is no action of the protocol shares one name.
        String label = Action.fromCode(action).isPresent() ? Integer.toString(action) : "other";
        requests.computeIfAbsent(label, this::timer).record(sinceArrival);
    }

    private Timer timer(String action) {
        return Timer.builder("deligate.request")
                .description("From a request's arrival to its reply's writing")
                .tag("action", action)
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
                        Duration.ofSeconds(10))
                .register(meters);
    }
}
