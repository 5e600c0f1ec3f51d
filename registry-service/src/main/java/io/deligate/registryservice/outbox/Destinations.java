package io.deligate.registryservice.outbox;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.change.OutboxRecord.ToDevice;
import io.deligate.registryservice.change.OutboxRecord.ToTopic;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.receipt.ReceiptRecord;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Decides at the time of sending where a record of the outbox goes. */
public final class Destinations {
    /** Names the registry where an edge would stand that never had the message. */
    private static final EdgeId HERE = new EdgeId("registry");

    private final SessionDirectory directory;
    private final TopicNames topics;
    private final Clock clock;

    public Destinations(SessionDirectory directory, TopicNames topics, Clock clock) {
        this.directory = directory;
        this.topics = topics;
        this.clock = clock;
    }

    /** The record for Kafka; empty when its device is on no edge and nobody asked for its outcome. */
    Optional<ProducerRecord<byte[], byte[]>> of(OutboxRecord record) {
        if (record instanceof ToTopic known) {
            return Optional.of(record(known.topic(), known));
        }
        ToDevice direct = (ToDevice) record;
        Optional<LiveSession> session = directory.find(direct.device());
        if (session.isPresent()) {
            return Optional.of(record(topics.down(session.get().edge()), direct));
        }
        return unreachable(direct);
    }

    /** What tells the asker of a message that no edge can have it; empty when nobody asked. */
    Optional<ProducerRecord<byte[], byte[]>> unreachable(ToDevice direct) {
        return direct.headers().containsKey(DeliHeaders.RECEIPT)
                ? Optional.of(new ReceiptRecord(direct.device(), ReceiptOutcome.OFFLINE, HERE, clock.instant())
                        .toRecord(
                                topics.receipts(),
                                record(topics.receipts(), direct).headers()))
                : Optional.empty();
    }

    /** The device that hears the record, if it is for one. */
    Optional<DeviceId> hearer(OutboxRecord record) {
        boolean down = record instanceof ToDevice
                || (record instanceof ToTopic known && known.topic().startsWith(topics.downOfAny()));
        return down ? DeviceId.parse(record.key()) : Optional.empty();
    }

    /** Whether that record of ours is on its way to an edge. */
    boolean isDown(ProducerRecord<byte[], byte[]> record) {
        return !record.topic().equals(topics.receipts());
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, OutboxRecord record) {
        var made = new ProducerRecord<>(
                topic,
                record.key().getBytes(StandardCharsets.UTF_8),
                record.value().getBytes(StandardCharsets.UTF_8));
        record.headers().forEach((name, value) -> DeliHeaders.put(made.headers(), name, value));
        return made;
    }
}
