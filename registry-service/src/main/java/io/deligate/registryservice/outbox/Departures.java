package io.deligate.registryservice.outbox;

import io.deligate.registryservice.change.OutboxRecord;
import io.vertx.core.Future;
import java.util.List;

/** Hears which messages have left for the edges of their devices. */
@FunctionalInterface
public interface Departures {
    /**
     * Kafka has these, in this order, and the outbox will forget them once the Future has succeeded; they leave once more
     * when it fails.
     */
    Future<Void> left(List<OutboxRecord.ToDevice> messages);
}
