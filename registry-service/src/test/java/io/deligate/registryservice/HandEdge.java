package io.deligate.registryservice;

import io.deligate.protocol.ActionFamily;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.receipt.ReceiptRecord;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.deligate.testkit.Await;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An edge whose every step a test takes by hand. */
final class HandEdge {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestKafka kafka;
    private final TopicNames topics;
    private final EdgeId id = new EdgeId("e1");

    HandEdge(TestKafka kafka, String prefix) {
        this.kafka = kafka;
        this.topics = new TopicNames(prefix);
        kafka.createTopic(topics.down(id), 1, Map.of());
    }

    /** The device's session begins; returns its epoch. */
    long connect(DeviceId device, ProductModel model) {
        var online = new SessionRecord.Online(device, model, id, Instant.now(), "192.0.2.1");
        return kafka.produce(topics.sessions(), device.value(), online.toValue())
                .offset();
    }

    void disconnect(DeviceId device, ProductModel model, long epoch) {
        var offline = new SessionRecord.Offline(device, model, id, epoch, Instant.now(), "left");
        kafka.produce(topics.sessions(), device.value(), offline.toValue());
    }

    /** The messages that carry this command, so far. */
    List<ConsumerRecord<String, byte[]>> received(String commandId) {
        return kafka.records(topics.down(id)).stream()
                .filter(record -> header(record, "deli-command").equals(commandId))
                .toList();
    }

    /** The message that carries this command, waited for. */
    ConsumerRecord<String, byte[]> awaitMessage(String commandId) {
        return Await.untilPresent(
                LIMIT,
                "the message of " + commandId,
                () -> received(commandId).stream().findFirst());
    }

    void receipt(ConsumerRecord<String, byte[]> message, ReceiptOutcome outcome) {
        var receipt = new ReceiptRecord(new DeviceId(message.key()), outcome, id, Instant.now())
                .toRecord(topics.receipts(), message.headers());
        kafka.produce(new ProducerRecord<>(topics.receipts(), null, message.key(), receipt.value(), receipt.headers()));
    }

    /** The device answers; {@code data} is what it spells. */
    void answer(DeviceId device, int action, String mid, String data) {
        kafka.produce(
                topics.up(ActionFamily.COMMAND_ANSWER),
                device.value(),
                "{\"mid\":" + mid + ",\"from\":\"" + device + "\",\"time\":1,\"action\":" + action + ",\"data\":" + data
                        + "}");
    }

    static JsonObject json(ConsumerRecord<String, byte[]> message) {
        return new JsonObject(new String(message.value(), StandardCharsets.UTF_8));
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return Optional.of(record.headers())
                .flatMap(headers -> DeliHeaders.text(headers, name))
                .orElse("");
    }
}
