package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge answers by itself. */
@ExtendWith(KafkaExtension.class)
class RefusedUplinkIT {
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
    }

    @AfterAll
    static void stopEdge() {
        assertThat(edge.unhandled()).isEmpty();
        edge.close();
    }

    private static JsonObject answerTo(String id, byte[] payload) {
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", payload, 2, 1));
            Packet first = raw.read(EdgeFixture.SOON);
            Packet second = raw.read(EdgeFixture.SOON);
            assertThat(Stream.of(first, second).map(Packet::type))
                    .containsExactlyInAnyOrder(Packet.PUBLISH, Packet.PUBACK);
            raw.send(MqttBytes.pingreq());
            assertThat(raw.read(EdgeFixture.SOON).type()).isEqualTo(Packet.PINGRESP);
            assertThat(edge.allUplinks(id)).isEmpty();
            JsonObject json = new JsonObject((first.type() == Packet.PUBLISH ? first : second).payload());
            assertThat(json.getString("from")).isEqualTo("system");
            assertThat(json.getString("to")).isEqualTo(id);
            assertThat(json.getLong("time")).isBetween(1_700_000_000L, 4_000_000_000L);
            return json;
        }
    }

    private static JsonObject answerTo(String payload) {
        return answerTo(edge.newId(), payload.getBytes(StandardCharsets.UTF_8));
    }

    private static int code(JsonObject answer) {
        return answer.getJsonObject("data").getInteger("code");
    }

    static Stream<byte[]> undecodable() {
        Stream<String> texts = Stream.of(
                "{\"action\":100",
                "{'action':100}",
                "{\"action\":100,}",
                "{\u201caction\u201d:100}",
                "{\"action\":NaN}",
                "",
                "[]",
                "\"x\"",
                "1",
                "null",
                "{\"action\":100,\"x\":\"\u0000\"}");
        Stream<byte[]> bytes = Stream.of(
                new byte[] {'{', (byte) 0xC3, '}'}, new byte[] {'{', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '}'});
        return Stream.concat(texts.map(text -> text.getBytes(StandardCharsets.UTF_8)), bytes);
    }

    @ParameterizedTest
    @MethodSource("undecodable")
    @Tag("R54")
    @Tag("R55")
    void whatIsNoJsonObjectIsAnsweredWithActionZeroAndNoMid(byte[] payload) {
        JsonObject answer = answerTo(edge.newId(), payload);
        assertThat(answer.getInteger("action")).isZero();
        assertThat(answer.containsKey("mid")).isFalse();
        assertThat(code(answer)).isEqualTo(100);
    }

    @Test
    @Tag("R55")
    void aLeadingByteOrderMarkIsToleratedAndTaken() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", "\uFEFF{\"action\":100}", 1, 1));
            assertThat(EdgeFixture.text(edge.requests(id, 1).get(0))).isEqualTo("{\"action\":100}");
        }
    }

    @Test
    @Tag("R50")
    void anIntegerMidIsEchoedAsTheSameInteger() {
        JsonObject answer = answerTo("{\"mid\":9223372036854775807,\"action\":100,\"from\":\"system\"}");
        assertThat(answer.getValue("mid")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\""})
    @Tag("R51")
    void aRequestWithoutMidIsTaken(String mid) {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", "{\"mid\":" + mid + ",\"action\":102}", 1, 1));
            assertThat(edge.requests(id, 1)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "true", "\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345\""})
    @Tag("R52")
    void aBadMidIsAnsweredWithoutMid(String mid) {
        JsonObject answer = answerTo("{\"mid\":" + mid + ",\"action\":102}");
        assertThat(answer.containsKey("mid")).isFalse();
        assertThat(answer.getInteger("action")).isEqualTo(102);
        assertThat(code(answer)).isEqualTo(100);
    }

    @Test
    @Tag("R53")
    void theSameMidTwiceIsTwoRequests() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(
                    MqttBytes.publish("device", "{\"mid\":\"1\",\"action\":100}", 1, 1),
                    MqttBytes.publish("device", "{\"mid\":\"1\",\"action\":102}", 1, 2));
            assertThat(edge.requests(id, 2)).hasSize(2);
        }
    }

    @Test
    @Tag("R56")
    void anEnvelopeKeyGivenTwiceOrTooManyLevelsAreUndecodable() {
        JsonObject twice = answerTo("{\"mid\":\"7\",\"from\":\"a\",\"from\":\"b\",\"action\":100}");
        assertThat(code(twice)).isEqualTo(100);
        assertThat(twice.getString("mid")).isEqualTo("7");
        String deep = "{\"action\":300,\"data\":" + "[".repeat(40) + "]".repeat(40) + "}";
        assertThat(code(answerTo(deep))).isEqualTo(100);
    }

    @Test
    @Tag("R57")
    void tenUndecodablePayloadsInARowCloseTheConnection() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            for (int i = 0; i < 9; i++) {
                raw.send(MqttBytes.publish("device", "x", 0, 0));
            }
            raw.send(MqttBytes.publish("device", "{\"action\":100}", 1, 1));
            raw.send(MqttBytes.pingreq());
            assertThat(raw.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).contains("\"code\":100");
            assertThat(Stream.of(raw.read(EdgeFixture.SOON), raw.read(EdgeFixture.SOON))
                            .map(Packet::type))
                    .containsExactlyInAnyOrder(Packet.PUBACK, Packet.PINGRESP);
            for (int i = 0; i < 20; i++) {
                raw.send(MqttBytes.publish("device", "x", 0, 0));
            }
        } catch (UncheckedIOException closedMeanwhile) {
            // that is the point
        }
        assertThat(edge.sessions(id, 2).get(1).getString("reason")).isEqualTo("garbage");
        edge.connectedRaw(id).close();
    }

    @Test
    @Tag("R54")
    void undecodablePayloadsAreAnsweredOncePerSecond() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            for (int i = 0; i < 5; i++) {
                raw.send(MqttBytes.publish("device", "x", 0, 0));
            }
            raw.send(MqttBytes.pingreq());
            assertThat(raw.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).contains("\"code\":100");
            assertThat(raw.read(Packet.PINGRESP, EdgeFixture.SOON).body()).isEmpty();
            raw.assertSilent(Duration.ofMillis(1_100));
            raw.send(MqttBytes.publish("device", "x", 0, 0));
            assertThat(raw.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).contains("\"code\":100");
        }
    }

    @Test
    @Tag("R58")
    void aRequestOver16KibIsRefused() {
        JsonObject answer =
                answerTo("{\"mid\":\"m\",\"action\":101,\"data\":{\"name\":\"" + "x".repeat(16 << 10) + "\"}}");
        assertThat(code(answer)).isEqualTo(100);
        assertThat(answer.getInteger("action")).isEqualTo(101);
        assertThat(answer.getString("mid")).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DL3785W_other", "system", "1001"})
    @Tag("R64")
    void whoSpeaksForSomebodyElseIsRefused(String from) {
        JsonObject answer = answerTo("{\"mid\":\"m\",\"from\":\"" + from + "\",\"action\":104}");
        assertThat(code(answer)).isEqualTo(103);
        assertThat(answer.getInteger("action")).isEqualTo(104);
        assertThat(answer.getString("mid")).isEqualTo("m");
    }
}
