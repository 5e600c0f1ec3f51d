package io.deligate.appbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Guarantee: while bridges come and go, nothing is lost in either direction, what comes twice has the same message id, and
 * without the repetitions each device's messages are in order.
 */
@ExtendWith(KafkaExtension.class)
class KeepsOrderPerDeviceAcrossRestartIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> DEVICES = List.of("A", "B", "C", "D");
    private static final int ROUNDS = 3;
    private static final int EACH = 40;

    private BridgeFixture bridge;
    private long app;

    @BeforeEach
    void open(TestKafka kafka) {
        bridge = new BridgeFixture(kafka);
        app = bridge.app();
        DEVICES.forEach(device -> bridge.registry.device(device, DeviceStatus.NORMAL, app));
    }

    @AfterEach
    void close() {
        bridge.close();
    }

    @Test
    @Tag("R126")
    void ofMessagesToApps() {
        BridgeFixture.Bridge oldest = bridge.start();
        for (int round = 0; round < ROUNDS; round++) {
            bridge.kafka.produceAll(batch(round, this::message));
            BridgeFixture.Bridge next = bridge.start();
            oldest.stop();
            oldest = next;
        }

        DEVICES.forEach(device -> Await.untilAsserted(
                LIMIT, () -> assertThat(mids(bridge.told(app, device))).isEqualTo(all())));
    }

    @Test
    void ofMessagesToDevicesAndTheirReceipts() {
        BridgeFixture.Bridge oldest = bridge.start();
        DEVICES.forEach(device -> bridge.connected(device, DeviceStatus.NORMAL, app));
        int answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            bridge.kafka.produceAll(batch(round, this::call));
            BridgeFixture.Bridge next = bridge.start();
            answered = answer(answered);
            oldest.stop();
            oldest = next;
        }

        for (String device : DEVICES) {
            Await.untilAsserted(
                    LIMIT, () -> assertThat(mids(bridge.down(device))).isEqualTo(all()));
        }
        int unused = answer(answered);
        DEVICES.forEach(device -> Await.untilAsserted(
                LIMIT, () -> assertThat(mids(bridge.told(app, device))).isEqualTo(all())));
    }

    /** The edge's part: an outcome for each record that came since. */
    private int answer(int from) {
        List<ConsumerRecord<String, byte[]>> down = bridge.downOfApp(app);
        bridge.outcomes(down.subList(from, down.size()), ReceiptOutcome.DELIVERED);
        return down.size();
    }

    private interface Writer {
        ProducerRecord<String, byte[]> write(String device, int number);
    }

    private List<ProducerRecord<String, byte[]>> batch(int round, Writer writer) {
        List<ProducerRecord<String, byte[]>> batch = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (String device : DEVICES) {
                batch.add(writer.write(device, round * EACH + i));
            }
        }
        return batch;
    }

    private ProducerRecord<String, byte[]> message(String device, int number) {
        String envelope = "{\"mid\":\"" + number + "\",\"action\":300,\"data\":{\"cmd\":\"c\"}}";
        return bridge.message(device, envelope, device + ":1:" + number);
    }

    private ProducerRecord<String, byte[]> call(String device, int number) {
        return bridge.fromApp(app, device, BridgeFixture.call(Integer.toString(number), device));
    }

    private static List<String> all() {
        return IntStream.range(0, ROUNDS * EACH).mapToObj(Integer::toString).toList();
    }

    /** Of each message once. */
    private static List<String> mids(List<ConsumerRecord<String, byte[]>> records) {
        Set<String> seen = new HashSet<>();
        return records.stream()
                .filter(record -> seen.add(BridgeFixture.messageId(record)))
                .map(record -> BridgeFixture.json(record).getString("mid"))
                .toList();
    }
}
