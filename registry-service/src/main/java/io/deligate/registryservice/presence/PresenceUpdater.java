package io.deligate.registryservice.presence;

import io.deligate.streams.consume.BatchHandler;
import io.deligate.streams.record.RecordFields;
import io.deligate.streams.session.SessionRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Brings session records into the database, a batch in one statement, and announces what changed. */
public final class PresenceUpdater implements BatchHandler {
    private static final Logger log = LoggerFactory.getLogger(PresenceUpdater.class);

    private final SessionTable table;
    private final Counter records;
    private final Counter registered;

    public PresenceUpdater(SessionTable table, MeterRegistry meters) {
        this.table = table;
        this.records = Counter.builder("deligate.registry.session.records")
                .description("Session records applied to the database")
                .register(meters);
        this.registered = Counter.builder("deligate.registry.devices.registered")
                .description("Devices registered by their first connect")
                .register(meters);
    }

    /** Succeeds when every record of the batch is committed and announced; fails when the database does not answer. */
    @Override
    public Future<Void> handle(List<ConsumerRecord<byte[], byte[]>> batch) {
        SessionBatch sessions = new SessionBatch();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            read(record).ifPresent(session -> sessions.add(session, record.offset()));
        }
        var changes = sessions.changes();
        if (changes.isEmpty()) {
            return Future.succeededFuture();
        }
        return table.apply(changes)
                .onSuccess(newDevices -> {
                    records.increment(batch.size());
                    registered.increment(newDevices);
                })
                .mapEmpty();
    }

    private static Optional<SessionRecord> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        Optional<SessionRecord> session = SessionRecord.read(record.value());
        if (session.isEmpty()) {
            RecordFields.about(log, Level.WARN, record).log("not a session record, passed over");
        }
        return session;
    }
}
