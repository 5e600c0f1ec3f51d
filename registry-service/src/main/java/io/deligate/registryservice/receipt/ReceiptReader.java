package io.deligate.registryservice.receipt;

import io.deligate.streams.consume.BatchHandler;
import io.deligate.streams.receipt.ReceiptRecord;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.record.RecordFields;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Hands each receipt to the part of the registry that asked for it; those of other services are passed over unread. */
public final class ReceiptReader implements BatchHandler {
    private static final Logger log = LoggerFactory.getLogger(ReceiptReader.class);

    private final Map<Asker, OutcomeHandler> handlers;
    private final MeterRegistry meters;

    /** An asker without a handler is treated as another service's. */
    public ReceiptReader(Map<Asker, OutcomeHandler> handlers, MeterRegistry meters) {
        this.handlers = Map.copyOf(handlers);
        this.meters = meters;
    }

    /** Succeeds when every handler has succeeded; a failure of one brings the batch again to all. */
    @Override
    public Future<Void> handle(List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<Asker, List<Outcome>> byAsker = new EnumMap<>(Asker.class);
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            DeliHeaders.text(record.headers(), DeliHeaders.RECEIPT)
                    .flatMap(Asker::fromLabel)
                    .filter(handlers::containsKey)
                    .ifPresent(asker -> read(record).ifPresent(outcome -> {
                        byAsker.computeIfAbsent(asker, none -> new ArrayList<>())
                                .add(outcome);
                        count(asker.label(), outcome.receipt().outcome().label());
                    }));
        }
        List<Future<Void>> handled = new ArrayList<>();
        handlers.forEach((asker, handler) -> {
            List<Outcome> outcomes = byAsker.get(asker);
            if (outcomes != null) {
                handled.add(handler.handle(List.copyOf(outcomes)));
            }
        });
        return Future.join(handled).mapEmpty();
    }

    private Optional<Outcome> read(ConsumerRecord<byte[], byte[]> record) {
        Optional<ReceiptRecord> receipt =
                record.value() == null ? Optional.empty() : ReceiptRecord.read(record.value());
        if (receipt.isEmpty()) {
            count("unknown", "unreadable");
            RecordFields.about(log, Level.WARN, record).log("not a receipt, passed over");
        }
        return receipt.map(known -> new Outcome(known, record.headers()));
    }

    private void count(String asker, String outcome) {
        Counter.builder("deligate.registry.receipts")
                .description("Outcomes of the registry's messages to devices")
                .tag("asker", asker)
                .tag("outcome", outcome)
                .register(meters)
                .increment();
    }
}
