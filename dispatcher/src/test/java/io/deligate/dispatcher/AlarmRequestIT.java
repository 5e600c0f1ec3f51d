package io.deligate.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alarms (105). */
@ExtendWith(KafkaExtension.class)
class AlarmRequestIT {
    @RegisterExtension
    static final AskedDispatcher dispatcher = new AskedDispatcher();

    @ParameterizedTest
    @ValueSource(strings = {"5", "-9000000000", "5,\"msg\":\"hot\"", "5,\"msg\":null"})
    @Tag("R89")
    void handsAnAlarmToTheRegistryAsItCameAndThenAnswersIt(String code) {
        dispatcher.makeDownTopic();
        String device = "DL3785W_" + dispatcher.edge;
        String request = "{\"mid\":\"a\",\"action\":105,\"data\":{\"code\":" + code + "}}";

        dispatcher.ask(device, 3, request);

        JsonObject reply = dispatcher.reply();
        assertThat(reply.getInteger("action")).isEqualTo(105);
        assertThat(reply.getJsonObject("data"))
                .isEqualTo(new JsonObject().put("code", 0).put("msg", ""));
        assertThat(dispatcher.writes(device)).containsExactly(request);
    }

    @Test
    @Tag("R90")
    void answersAnAlarmWithATextThatIsTooLong() {
        dispatcher.makeDownTopic();
        String device = "DL3785W_" + dispatcher.edge;

        dispatcher.ask(device, 3, "{\"action\":105,\"data\":{\"code\":1,\"msg\":\"" + "x".repeat(2_000) + "\"}}");

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("code")).isZero();
        assertThat(dispatcher.writes(device)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mid\":\"1\",\"action\":105}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"msg\":\"hot\"}}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"code\":\"5\"}}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"code\":5.5}}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"code\":null}}"
            })
    @Tag("R90")
    void refusesAnAlarmWithoutACode(String request) {
        dispatcher.makeDownTopic();
        String device = "DL3785W_" + dispatcher.edge;

        dispatcher.ask(device, 1, request);

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("code")).isEqualTo(100);
        assertThat(dispatcher.writes(device)).isEmpty();
    }

    @Test
    @Tag("R91")
    @Tag("R95")
    void aFloodOfAlarmsOfOneDeviceDoesNotHoldUpTheOthers() {
        dispatcher.makeDownTopic();
        List<ProducerRecord<String, byte[]>> asked = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String alarm = "{\"mid\":\"flood\",\"action\":105,\"data\":{\"code\":" + i % 7 + "}}";
            asked.add(dispatcher.question("DL3785W_flood", 1, alarm, System.currentTimeMillis()));
        }
        for (int i = 0; i < 50; i++) {
            String query = "{\"mid\":\"calm\",\"action\":102}";
            asked.add(dispatcher.question("DL3785W_calm" + i, 1, query, System.currentTimeMillis()));
        }

        dispatcher.kafka.produceAll(asked);

        List<String> order =
                dispatcher
                        .kafka
                        .awaitRecords(dispatcher.prefix + "down." + dispatcher.edge, 1_050, AskedDispatcher.LONG)
                        .stream()
                        .map(record -> AskedDispatcher.json(record).getString("mid"))
                        .toList();
        assertThat(order.lastIndexOf("calm"))
                .as("all others are answered while the flood goes on, also those behind it in its partition")
                .isLessThan(1_000);
        assertThat(order).filteredOn("flood"::equals).hasSize(1_000);
    }
}
