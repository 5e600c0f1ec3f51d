package io.deligate.appbridge;

import static io.deligate.appbridge.BridgeFixture.SOON;
import static io.deligate.appbridge.BridgeFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 301: from an app to a device, and the one receipt for it. */
@ExtendWith(KafkaExtension.class)
class OutMessageIT {
    private static BridgeFixture bridge;
    private static long app;

    @BeforeAll
    static void start(TestKafka kafka) {
        bridge = new BridgeFixture(kafka);
        app = bridge.app();
        bridge.start();
    }

    @AfterAll
    static void stop() {
        bridge.close();
    }

    @Test
    @Tag("R127")
    @Tag("R133")
    void goesToTheEdgeThatHoldsTheDevice() {
        long epoch = online("ONLINE");
        String data = "{\"cmd\":\"user_sync\" , \"payload\":[1.10,\"\\u4e2d\"],\"more\":1}";
        long before = System.currentTimeMillis();

        send("ONLINE", "{\"mid\":9,\"from\":" + app + ",\"to\":\"ONLINE\",\"action\":301,\"data\":" + data + "}");

        var down = bridge.awaitDown("ONLINE");
        assertThat(BridgeFixture.text(down))
                .startsWith("{\"mid\":9,\"from\":\"" + app + "\",\"to\":\"ONLINE\",\"time\":")
                .endsWith(",\"action\":301,\"data\":" + data + "}");
        assertThat(DeliHeaders.number(down.headers(), DeliHeaders.EPOCH)).hasValue(epoch);
        assertThat(DeliHeaders.text(down.headers(), DeliHeaders.ORDER)).hasValue("app-" + app);
        assertThat(DeliHeaders.number(down.headers(), DeliHeaders.EXPIRES).orElse(0))
                .isBetween(before + 30_000, System.currentTimeMillis() + 30_000);
        assertThat(bridge.told(app, "ONLINE")).isEmpty();

        bridge.outcome(down, ReceiptOutcome.DELIVERED);

        var receipt = bridge.awaitTold(app, "ONLINE", 1).get(0);
        assertThat(BridgeFixture.text(receipt))
                .contains("\"mid\":9,\"from\":\"system\",\"to\":\"" + app + "\",")
                .endsWith(
                        "\"action\":301,\"data\":{\"cmd\":\"user_sync\",\"code\":0,\"msg\":\"\",\"device_id\":\"ONLINE\"}}");
        assertThat(BridgeFixture.messageId(receipt)).isEqualTo(BridgeFixture.messageId(down) + ":receipt");
    }

    @ParameterizedTest
    @CsvSource({
        "DELIVERED,        0,   ''",
        "OFFLINE,          102, offline",
        "NOT_ACKNOWLEDGED, 102, did not acknowledge",
        "EXPIRED,          102, in time",
        "REJECTED,         102, too many"
    })
    @Tag("R128")
    void endsAsTheEdgeSays(ReceiptOutcome outcome, int code, String words) {
        String device = "OUTCOME-" + outcome;
        online(device);
        send(device, call("门-" + outcome, device));

        bridge.outcome(bridge.awaitDown(device), outcome);

        JsonObject receipt = bridge.awaitTold(app, device);
        assertThat(receipt.getString("mid")).isEqualTo("门-" + outcome);
        assertThat(receipt.getJsonObject("data").getInteger("code")).isEqualTo(code);
        assertThat(receipt.getJsonObject("data").getString("msg")).contains(words);
    }

    @Test
    void isTooLateWhenTheAppSaysSo() {
        online("LATE");
        var passed = bridge.fromApp(app, "LATE", call("passed", "LATE"));
        DeliHeaders.put(passed.headers(), DeliHeaders.EXPIRES, Long.toString(System.currentTimeMillis() - 1));
        bridge.kafka.produce(passed);
        assertThat(code(bridge.awaitTold(app, "LATE"))).isEqualTo(104);

        long soon = System.currentTimeMillis() + 20_000;
        var inTime = bridge.fromApp(app, "LATE", call("in-time", "LATE"));
        DeliHeaders.put(inTime.headers(), DeliHeaders.EXPIRES, Long.toString(soon));
        bridge.kafka.produce(inTime);
        var down = bridge.awaitDown("LATE");
        assertThat(DeliHeaders.number(down.headers(), DeliHeaders.EXPIRES)).hasValue(soon);
        bridge.outcome(down, ReceiptOutcome.EXPIRED);

        assertThat(code(BridgeFixture.json(bridge.awaitTold(app, "LATE", 2).get(1))))
                .isEqualTo(104);
    }

    @Test
    @Tag("R128")
    @Tag("R129")
    void isRefusedAtOnceWhenItCannotBeDelivered() {
        bridge.registry.device("OFFLINE", DeviceStatus.NORMAL, app);
        assertThat(refused("OFFLINE", call("1", "OFFLINE"))).isEqualTo(102);
        assertThat(refused("STRANGER", call("1", "STRANGER"))).isEqualTo(102);
        bridge.connected("UNBOUND", DeviceStatus.NORMAL);
        assertThat(refused("UNBOUND", call("1", "UNBOUND"))).isEqualTo(103);
        bridge.connected("LOCKED", DeviceStatus.LOCKED, app);
        assertThat(refused("LOCKED", call("1", "LOCKED"))).isEqualTo(105);
        online("SPOOFED");
        assertThat(refused("SPOOFED", call("1", "SPOOFED").replace("{\"mid\"", "{\"from\":\"12\",\"mid\"")))
                .isEqualTo(103);
        online("NO-CMD");
        assertThat(refused("NO-CMD", call("1", "NO-CMD").replace("cmd", "cmt"))).isEqualTo(100);
        online("LONG");
        assertThat(refused("LONG", call("1", "LONG").replace("open", "o".repeat(257 << 10))))
                .isEqualTo(100);
        assertThat(bridge.down("LOCKED")).isEmpty();
    }

    @Test
    @Tag("R129")
    void isNotRefusedWhenItsBindingIsCommittedAndOnlyNotHeardOfYet() {
        bridge.connected("JUST-BOUND", DeviceStatus.NORMAL);
        assertThat(refused("JUST-BOUND", call("1", "JUST-BOUND"))).isEqualTo(103);

        bridge.registry.device("JUST-BOUND", DeviceStatus.NORMAL, app);
        bridge.committed("JUST-BOUND");
        send("JUST-BOUND", call("2", "JUST-BOUND"));

        Await.until(
                SOON,
                "the message to reach the edge",
                () -> bridge.down("JUST-BOUND").size() == 1);
    }

    @Test
    @Tag("R129")
    @Tag("R132")
    void isRefusedFromAnAppThatIsDisabledOrWasReleased() {
        long ends = bridge.app();
        bridge.connected("ENDS", DeviceStatus.NORMAL, ends);
        bridge.registry.app(ends, false);
        bridge.kafka.produce(bridge.fromApp(ends, "ENDS", call("1", "ENDS")));
        assertThat(code(bridge.awaitTold(ends, "ENDS"))).isEqualTo(103);

        online("LEFT");
        send("LEFT", call("1", "LEFT"));
        assertThat(bridge.awaitDown("LEFT").key()).isEqualTo("LEFT");
        bridge.registry.device("LEFT", DeviceStatus.NORMAL);
        bridge.changed("LEFT");
        assertThat(refused("LEFT", call("2", "LEFT"))).isEqualTo(103);
        assertThat(bridge.down("LEFT")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "not-json,  'no json',                                            '',  ''",
        "no-to,     '{\"mid\":\"7\",\"action\":301,\"data\":{\"cmd\":\"c\"}}', 7, c",
        "bad-mid,   '{\"mid\":[],\"to\":\"bad-mid\",\"action\":301}',      '',  ''",
        "tombstone, ,                                                      '',  ''"
    })
    void thatIsBrokenIsAnsweredWithWhatCanBeKnownAndKept(String key, @Nullable String value, String mid, String cmd) {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        var written = bridge.kafka.produce(new ProducerRecord<>(bridge.out(app), key, bytes));

        JsonObject receipt = bridge.awaitTold(app, key);

        assertThat(receipt.getString("mid", "")).isEqualTo(mid);
        assertThat(code(receipt)).isEqualTo(100);
        assertThat(receipt.getJsonObject("data").getString("cmd", "")).isEqualTo(cmd);
        ConsumerRecord<String, byte[]> letter = bridge.deadLetters().stream()
                .filter(each -> key.equals(each.key()))
                .findFirst()
                .orElseThrow();
        assertThat(letter.value()).isEqualTo(bytes);
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.ORIGIN))
                .contains(bridge.out(app) + "/" + written.partition() + "/" + written.offset());
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.REASON)).isPresent();
    }

    @Test
    void thatAProducerWroteTwiceIsSentOnceAndHasOneReceipt() {
        online("TWICE");
        var record = bridge.fromApp(app, "TWICE", call("t", "TWICE"));
        var copy = new ProducerRecord<>(record.topic(), null, 1_700_000_000_000L, record.key(), record.value());
        bridge.kafka.produce(copy);
        bridge.kafka.produce(copy);
        var own = bridge.fromApp(app, "TWICE", call("own", "TWICE"));
        DeliHeaders.put(own.headers(), DeliHeaders.MESSAGE_ID, "mine-1");
        bridge.kafka.produce(own);
        var again = bridge.fromApp(app, "TWICE", call("own", "TWICE") + " ");
        DeliHeaders.put(again.headers(), DeliHeaders.MESSAGE_ID, "mine-1");
        bridge.kafka.produce(again);
        send("TWICE", call("last", "TWICE"));

        Await.until(SOON, "the last", () -> mids(bridge.down("TWICE")).contains("last"));

        assertThat(mids(bridge.down("TWICE"))).containsExactly("t", "own", "last");
        bridge.down("TWICE").forEach(down -> {
            bridge.outcome(down, ReceiptOutcome.DELIVERED);
            bridge.outcome(down, ReceiptOutcome.OFFLINE);
        });
        var told = bridge.awaitTold(app, "TWICE", 3);
        assertThat(mids(told)).containsExactly("t", "own", "last");
        assertThat(told)
                .extracting(record1 -> code(BridgeFixture.json(record1)))
                .containsOnly(0);
    }

    @Test
    void withoutAMidIsAMessageOfItsOwnHoweverAlikeAnotherIs() {
        online("ALIKE");
        String envelope = call("x", "ALIKE").replace("\"mid\":\"x\",", "");
        var record = bridge.fromApp(app, "ALIKE", envelope);
        var alike = new ProducerRecord<>(record.topic(), null, 1_700_000_000_000L, record.key(), record.value());
        bridge.kafka.produce(alike);
        bridge.kafka.produce(alike);

        Await.until(SOON, "both", () -> bridge.down("ALIKE").size() == 2);
        bridge.down("ALIKE").forEach(down -> bridge.outcome(down, ReceiptOutcome.DELIVERED));

        assertThat(bridge.awaitTold(app, "ALIKE", 2)).hasSize(2);
    }

    @Test
    void hasAReceiptUnderItsDevicesKeyAndAtThePlatformsTimeWhateverTheAppWrote() {
        bridge.registry.device("KEYED", DeviceStatus.NORMAL, app);
        var record = bridge.fromApp(app, "k".repeat(5_000), call("k", "KEYED"));
        var odd = new ProducerRecord<>(record.topic(), null, 1_700_000_000_000L, record.key(), record.value());
        DeliHeaders.put(odd.headers(), DeliHeaders.TRACE_PARENT, "t".repeat(100_000));
        bridge.kafka.produce(odd);

        var receipt = bridge.awaitTold(app, "KEYED", 1).get(0);

        assertThat(code(BridgeFixture.json(receipt))).isEqualTo(102);
        assertThat(BridgeFixture.json(receipt).getLong("time")).isGreaterThan(1_700_000_060L);
        assertThat(DeliHeaders.text(receipt.headers(), DeliHeaders.TRACE_PARENT))
                .isEmpty();
    }

    @Test
    void isRefusedWhenItsTimeCannotBeRead() {
        online("TIMELESS");
        var record = bridge.fromApp(app, "TIMELESS", call("t", "TIMELESS"));
        DeliHeaders.put(record.headers(), DeliHeaders.EXPIRES, "1.5e3");
        bridge.kafka.produce(record);

        JsonObject receipt = bridge.awaitTold(app, "TIMELESS");

        assertThat(code(receipt)).isEqualTo(100);
        assertThat(receipt.getJsonObject("data").getString("msg")).contains("deli-expires");
        assertThat(bridge.down("TIMELESS")).isEmpty();
    }

    @Test
    void thatAnAppSendsAgainOnPurposeIsAnotherMessage() {
        bridge.registry.device("AGAIN", DeviceStatus.NORMAL, app);
        assertThat(refused("AGAIN", call("a", "AGAIN"))).isEqualTo(102);
        bridge.online("AGAIN");

        Await.until(SOON, "the device online", () -> {
            send("AGAIN", call("a", "AGAIN"));
            return !bridge.down("AGAIN").isEmpty();
        });
    }

    @Test
    void whoseOutcomeAnotherServiceWantsIsNotOurs() {
        online("OTHERS");
        send("OTHERS", call("o", "OTHERS"));
        var down = bridge.awaitDown("OTHERS");
        var others = new ConsumerRecord<>(down.topic(), 0, 0, down.key(), down.value());
        down.headers().forEach(others.headers()::add);
        others.headers().remove(DeliHeaders.RECEIPT);
        DeliHeaders.put(others.headers(), DeliHeaders.RECEIPT, "registry-command");
        bridge.outcome(others, ReceiptOutcome.OFFLINE);
        bridge.outcome(down, ReceiptOutcome.DELIVERED);

        assertThat(code(bridge.awaitTold(app, "OTHERS"))).isZero();
    }

    @CanIgnoreReturnValue
    private static long online(String device) {
        return bridge.connected(device, DeviceStatus.NORMAL, app);
    }

    private static void send(String device, String envelope) {
        bridge.kafka.produce(bridge.fromApp(app, device, envelope));
    }

    /** Sends and returns the code of the next receipt. */
    private static int refused(String device, String envelope) {
        int before = bridge.told(app, device).size();
        send(device, envelope);
        return code(BridgeFixture.json(bridge.awaitTold(app, device, before + 1).get(before)));
    }

    private static int code(JsonObject receipt) {
        return receipt.getJsonObject("data").getInteger("code");
    }

    private static List<String> mids(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .map(record -> BridgeFixture.json(record).getString("mid"))
                .toList();
    }
}
