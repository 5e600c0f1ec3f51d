package io.deligate.registryservice.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.receipt.ReceiptRecord;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReceiptReaderTest {
    private final List<String> commands = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void eachAskerGetsItsOwnInOrderAndNobodyElses() {
        ReceiptReader reader = new ReceiptReader(
                Map.of(
                        Asker.COMMAND,
                        outcomes -> noted(outcomes, commands),
                        Asker.NOTICE,
                        outcomes -> noted(outcomes, notices)),
                meters);
        assertThat(reader.handle(List.of(
                                record("registry-command", "c1", ReceiptOutcome.DELIVERED),
                                record("app-bridge", "a1", ReceiptOutcome.DELIVERED),
                                record("registry-notice", "n1", ReceiptOutcome.OFFLINE),
                                record("registry-command", "c2", ReceiptOutcome.EXPIRED)))
                        .succeeded())
                .isTrue();
        assertThat(commands).containsExactly("c1 DELIVERED", "c2 EXPIRED");
        assertThat(notices).containsExactly("n1 OFFLINE");
        assertThat(meters.get("deligate.registry.receipts")
                        .tags("asker", "registry-command", "outcome", "expired")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anAskerWithoutAHandlerAndAValueThatIsNoReceiptHoldNothingUp() {
        ReceiptReader reader = new ReceiptReader(Map.of(Asker.COMMAND, outcomes -> noted(outcomes, commands)), meters);
        ConsumerRecord<byte[], byte[]> broken = record("registry-command", "c1", bytes("[]"));
        assertThat(reader.handle(List.of(
                                record("registry-notice", "n1", ReceiptOutcome.OFFLINE),
                                broken,
                                record("registry-command", "c2", (byte[]) null),
                                record("registry-command", "c3", ReceiptOutcome.REJECTED)))
                        .succeeded())
                .isTrue();
        assertThat(commands).containsExactly("c3 REJECTED");
    }

    @Test
    void aBatchOfWhichOneHandlerFailsComesAgain() {
        ReceiptReader reader = new ReceiptReader(
                Map.of(
                        Asker.COMMAND,
                        outcomes -> Future.failedFuture("database away"),
                        Asker.NOTICE,
                        outcomes -> noted(outcomes, notices)),
                meters);
        assertThat(reader.handle(List.of(
                                record("registry-command", "c1", ReceiptOutcome.DELIVERED),
                                record("registry-notice", "n1", ReceiptOutcome.DELIVERED)))
                        .failed())
                .isTrue();
    }

    private static Future<Void> noted(List<Outcome> outcomes, List<String> where) {
        outcomes.forEach(outcome -> where.add(
                outcome.messageId().orElseThrow() + " " + outcome.receipt().outcome()));
        return Future.succeededFuture();
    }

    private static ConsumerRecord<byte[], byte[]> record(String asker, String messageId, ReceiptOutcome outcome) {
        var receipt = new ReceiptRecord(new DeviceId("D_1"), outcome, new EdgeId("e1"), Instant.EPOCH);
        return record(asker, messageId, receipt.toValue());
    }

    private static ConsumerRecord<byte[], byte[]> record(String asker, String messageId, byte @Nullable [] value) {
        var record = new ConsumerRecord<>("receipts", 0, 0, bytes("D_1"), value);
        DeliHeaders.put(record.headers(), DeliHeaders.RECEIPT, asker);
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, messageId);
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
