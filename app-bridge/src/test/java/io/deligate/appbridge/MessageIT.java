package io.deligate.appbridge;

import static io.deligate.appbridge.BridgeFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.GroupId;
import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 300: from a device to its apps. */
@ExtendWith(KafkaExtension.class)
class MessageIT {
    private static BridgeFixture bridge;
    private static long app;
    private static long other;
    private static long foreign;
    private static long disabled;

    @BeforeAll
    static void start(TestKafka kafka) {
        bridge = new BridgeFixture(kafka);
        app = bridge.app();
        other = bridge.app();
        foreign = bridge.app();
        disabled = bridge.app();
        bridge.registry.app(disabled, false);
        bridge.start();
    }

    @AfterAll
    static void stop() {
        bridge.close();
    }

    @Test
    @Tag("R114")
    @Tag("R122")
    void reachesTheAppItNamesByteForByte() {
        bridge.registry.device("NAMED", DeviceStatus.NORMAL, app, other);
        String data = "{\"cmd\":\"checkin\" , \"users\":[{\"id\":9007199254740993}],\"payload\":[1.10,\"\\u4e2d\"]}";

        String id = bridge.message(
                "NAMED", "{\"mid\":\"m-1\",\"to\":\"" + app + "\",\"action\":300,\"data\":" + data + "}");

        var record = bridge.awaitTold(app, "NAMED", 1).get(0);
        assertThat(BridgeFixture.text(record))
                .isEqualTo("{\"mid\":\"m-1\",\"from\":\"NAMED\",\"to\":\"" + app
                        + "\",\"time\":1700000000,\"action\":300,\"data\":" + data + "}");
        assertThat(BridgeFixture.messageId(record)).isEqualTo(id + ":" + app);
        assertThat(bridge.told(other, "NAMED")).isEmpty();
        assertThat(bridge.down("NAMED")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"to\":null,", "\"to\":\"\","})
    @Tag("R115")
    void reachesEachBoundAppWithoutATarget(String to) {
        String device = "ALL" + to.length();
        bridge.registry.device(device, DeviceStatus.NORMAL, app, other, disabled);

        String id = bridge.message(device, "{" + to + "\"action\":300,\"data\":{\"cmd\":\"c\"}}");

        for (long each : List.of(app, other)) {
            var record = bridge.awaitTold(each, device, 1).get(0);
            assertThat(BridgeFixture.json(record).getString("to")).isEqualTo(Long.toString(each));
            assertThat(BridgeFixture.json(record).containsKey("mid")).isFalse();
            assertThat(BridgeFixture.messageId(record)).isEqualTo(id + ":" + each);
        }
        assertThat(bridge.told(disabled, device)).isEmpty();
    }

    @Test
    @Tag("R116")
    void takesAnIntegerForATarget() {
        bridge.registry.device("INTEGER", DeviceStatus.NORMAL, app);

        bridge.message("INTEGER", "{\"mid\":5,\"to\":" + app + ",\"action\":300,\"data\":{\"cmd\":\"c\"}}");

        assertThat(bridge.awaitTold(app, "INTEGER").getInteger("mid")).isEqualTo(5);
    }

    @Test
    @Tag("R121")
    void carriesAFaceTemplateOf200KiB() {
        bridge.registry.device("FACE", DeviceStatus.NORMAL, app);
        String data = "{\"cmd\":\"face\",\"payload\":\"" + "A".repeat(200 << 10) + "\"}";

        bridge.message("FACE", "{\"action\":300,\"data\":" + data + "}");

        assertThat(BridgeFixture.text(bridge.awaitTold(app, "FACE", 1).get(0))).endsWith(data + "}");
    }

    /** The order of A65: what is wrong first is what is said. */
    @ParameterizedTest(name = "{0} {2} {3} -> {4}")
    @CsvSource({
        "BROKEN,   NORMAL, '',         \"cmd\":1,      100",
        "NO-CMD,   NORMAL, '',         \"payload\":1,  100",
        "EMPTY,    NORMAL, '',         \"cmd\":\"\",   100",
        "LOCKED,   LOCKED, '',         \"payload\":1,  105",
        "BANNED,   BANNED, '',         \"cmd\":\"c\",  105",
        "SYSTEM,   NORMAL, system,     \"cmd\":\"c\",  102",
        "UNKNOWN,  NORMAL, 424242,     \"cmd\":\"c\",  102",
        "DISABLED, NORMAL, disabled,   \"cmd\":\"c\",  102",
        "FOREIGN,  NORMAL, foreign,    \"cmd\":\"c\",  103"
    })
    @Tag("R92")
    @Tag("R117")
    @Tag("R118")
    @Tag("R121")
    void isRefusedWith(String device, DeviceStatus status, String to, String member, int code) {
        bridge.registry.device(device, status, app);
        String target = to.replace("disabled", Long.toString(disabled)).replace("foreign", Long.toString(foreign));

        String id = bridge.message(
                device, "{\"mid\":\"r\",\"to\":\"" + target + "\",\"action\":300,\"data\":{" + member + "}}");

        assertRefused(device, id, code, member.contains("\"c\"") ? "c" : "");
        assertThat(bridge.told(app, device)).isEmpty();
        assertThat(bridge.told(foreign, device)).isEmpty();
    }

    @Test
    @Tag("R119")
    void isRefusedFromADeviceThatBelongsToNobody() {
        bridge.registry.device("FREE", DeviceStatus.NORMAL, null, new long[0]);

        assertRefused("FREE", bridge.message("FREE", "{\"mid\":\"r\",\"action\":300,\"data\":{}}"), 107, "");
        assertRefused("NOBODY", bridge.message("NOBODY", "{\"mid\":\"r\",\"action\":300,\"data\":{}}"), 107, "");
    }

    @Test
    @Tag("R120")
    void isRefusedFromABoundDeviceWithoutAnApp() {
        bridge.registry.device("NO-APP", DeviceStatus.NORMAL, new GroupId(3));

        String id = bridge.message("NO-APP", "{\"mid\":\"r\",\"action\":300,\"data\":{\"cmd\":\"c\"}}");

        assertRefused("NO-APP", id, 102, "c");
    }

    @Test
    @Tag("R119")
    void isNotRefusedWhenTheDevicesBindingIsCommittedAndOnlyNotHeardOfYet() {
        bridge.registry.device("JUST-BOUND", DeviceStatus.NORMAL, null, new long[0]);
        String envelope = "{\"mid\":\"r\",\"to\":" + app + ",\"action\":300,\"data\":{\"cmd\":\"c\"}}";
        assertRefused("JUST-BOUND", bridge.message("JUST-BOUND", envelope), 107, "c");

        bridge.registry.device("JUST-BOUND", DeviceStatus.NORMAL, app);
        bridge.committed("JUST-BOUND");
        bridge.message("JUST-BOUND", envelope);

        assertThat(bridge.awaitTold(app, "JUST-BOUND").getString("mid")).isEqualTo("r");
    }

    private static void assertRefused(String device, String id, int code, String cmd) {
        var record = bridge.awaitDown(device);
        JsonObject answer = BridgeFixture.json(record);
        assertThat(answer.getInteger("action")).isEqualTo(300);
        assertThat(answer.getString("mid")).isEqualTo("r");
        assertThat(answer.getJsonObject("data").getInteger("code")).isEqualTo(code);
        assertThat(answer.getJsonObject("data").getString("cmd")).isEqualTo(cmd);
        assertThat(answer.getJsonObject("data").getString("msg")).isNotEmpty();
        assertThat(BridgeFixture.messageId(record)).isEqualTo(id + ":reply");
        assertThat(DeliHeaders.number(record.headers(), DeliHeaders.EPOCH)).hasValue(1);
    }

    @Test
    @Tag("R132")
    void isRefusedOnceTheAppWasReleased() {
        bridge.registry.device("RELEASED", DeviceStatus.NORMAL, app);
        String envelope = "{\"mid\":\"r\",\"to\":" + app + ",\"action\":300,\"data\":{\"cmd\":\"c\"}}";
        bridge.message("RELEASED", envelope);
        assertThat(bridge.awaitTold(app, "RELEASED").getString("mid")).isEqualTo("r");

        bridge.registry.device("RELEASED", DeviceStatus.NORMAL);
        bridge.changed("RELEASED");

        assertRefused("RELEASED", bridge.message("RELEASED", envelope), 103, "c");
    }

    @Test
    @Tag("R124")
    void anAppWithoutATopicKeepsNoOtherWaiting() {
        long broken = 999_999;
        bridge.registry.app(broken, true);
        bridge.registry.device("BOTH", DeviceStatus.NORMAL, app, broken);
        bridge.registry.device("OTHER", DeviceStatus.NORMAL, app);

        for (int i = 0; i < 20; i++) {
            bridge.message("BOTH", "{\"mid\":" + i + ",\"action\":300,\"data\":{\"cmd\":\"c\"}}");
        }
        bridge.message("OTHER", "{\"mid\":1,\"action\":300,\"data\":{\"cmd\":\"c\"}}");

        assertThat(bridge.awaitTold(app, "OTHER").getInteger("mid")).isEqualTo(1);
        assertThat(bridge.awaitTold(app, "BOTH", 20)).hasSize(20);
        Await.until(
                SOON,
                "dead letters",
                () -> bridge.deadLetters().stream()
                                .filter(letter -> "BOTH".equals(letter.key()))
                                .count()
                        == 20);
        var letter = bridge.deadLetters().stream()
                .filter(each -> "BOTH".equals(each.key()))
                .findFirst()
                .orElseThrow();
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.ORIGIN).orElse(""))
                .startsWith(bridge.prefix + "up.3xx/");
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.REASON).orElse(""))
                .contains("app." + broken + ".in: missing");
    }

    @Test
    @Tag("R124")
    void waitsForTheRegistryInsteadOfGivingUp() {
        bridge.registry.device("OUTAGE", DeviceStatus.NORMAL, app);
        bridge.registry.down(true);
        bridge.message("OUTAGE", "{\"mid\":1,\"action\":300,\"data\":{\"cmd\":\"c\"}}");
        bridge.message("OUTAGE", "{\"mid\":2,\"action\":300,\"data\":{\"cmd\":\"c\"}}");
        // The first question goes unanswered before the second is asked.
        Await.until(SOON, "a failed question", () -> bridge.registry.refused() > 1);
        assertThat(bridge.told(app, "OUTAGE")).isEmpty();

        bridge.registry.down(false);

        assertThat(bridge.awaitTold(app, "OUTAGE", 2))
                .extracting(record -> BridgeFixture.json(record).getInteger("mid"))
                .containsExactly(1, 2);
    }
}
