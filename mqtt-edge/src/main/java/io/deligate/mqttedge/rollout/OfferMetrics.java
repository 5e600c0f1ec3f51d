package io.deligate.mqttedge.rollout;

import io.deligate.streams.receipt.ReceiptOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts offers by what became of them. */
final class OfferMetrics {
    private final Map<ReceiptOutcome, Counter> outcomes = new EnumMap<>(ReceiptOutcome.class);

    OfferMetrics(MeterRegistry meters) {
        for (ReceiptOutcome outcome : ReceiptOutcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("deligate.ota.offers")
                            .description("Firmware offered to devices here (202)")
                            .tag("result", outcome.label())
                            .register(meters));
        }
    }

    void count(ReceiptOutcome outcome) {
        Counter counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }
}
