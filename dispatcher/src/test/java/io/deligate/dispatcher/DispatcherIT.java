package io.deligate.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.GroupId;
import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.KafkaExtension;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request is answered in its order or put aside, whatever it asks. */
@ExtendWith(KafkaExtension.class)
class DispatcherIT {
    @RegisterExtension
    static final AskedDispatcher dispatcher = new AskedDispatcher();

    @Test
    @Tag("R71")
    @Tag("R48")
    void answers100WithItsOwnTime() {
        dispatcher.makeDownTopic();
        long before = Instant.now().getEpochSecond();

        dispatcher.ask("DL3785W_1", 1, "{\"mid\":\"1\",\"action\":100,\"time\":0}");

        ConsumerRecord<String, byte[]> record = dispatcher.replies(1).get(0);
        JsonObject reply = AskedDispatcher.json(record);
        assertThat(record.key()).isEqualTo("DL3785W_1");
        assertThat(reply.getString("mid")).isEqualTo("1");
        assertThat(reply.getString("from")).isEqualTo("system");
        assertThat(reply.getString("to")).isEqualTo("DL3785W_1");
        assertThat(reply.getInteger("action")).isEqualTo(100);
        assertThat(reply.getLong("time")).isBetween(before, Instant.now().getEpochSecond());
        assertThat(reply.getJsonObject("data"))
                .isEqualTo(new JsonObject().put("code", 0).put("msg", ""));
        assertThat(DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID)).contains("DL3785W_1:1:1:reply");
        assertThat(DeliHeaders.text(record.headers(), DeliHeaders.EDGE)).contains(dispatcher.edge);
    }

    @Test
    @Tag("R78")
    void takesTheNewestKnownConnectAsThePreviousOneWhenTheRegistryIsBehind() {
        dispatcher.makeDownTopic();
        dispatcher.registry.put(AskedDispatcher.view("DL3785W_fast", DeviceStatus.NORMAL, new GroupId(1), "1.0"));

        dispatcher.ask("DL3785W_fast", 8, "{\"action\":102}");

        assertThat(dispatcher.reply().getJsonObject("data").getLong("last_access"))
                .isEqualTo(1_700_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 106, 199, 301, 302, 400, 999})
    @Tag("R61")
    @Tag("R62")
    void answersAnActionItDoesNotKnowWith106(int action) {
        dispatcher.makeDownTopic();

        dispatcher.ask("DL3785W_odd", 1, "{\"mid\":\"x\",\"action\":" + action + "}");

        JsonObject reply = dispatcher.reply();
        assertThat(reply.getInteger("action")).isEqualTo(action);
        assertThat(reply.getString("mid")).isEqualTo("x");
        assertThat(reply.getJsonObject("data").getInteger("code")).isEqualTo(106);
    }

    @Test
    @Tag("R65")
    void refusesARequestThatIsNotForThePlatform() {
        dispatcher.makeDownTopic();

        dispatcher.ask("DL3785W_to", 1, "{\"mid\":\"x\",\"to\":\"somebody\",\"action\":100}");

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("code")).isEqualTo(102);
    }

    @Test
    @Tag("R94")
    void answersWhatItCanWhileTheRegistryIsDown() {
        dispatcher.makeDownTopic();
        dispatcher.registry.down(true);
        try {
            dispatcher.ask("DL3785W_r94", 1, "{\"mid\":\"1\",\"action\":102}");
            dispatcher.ask("DL3785W_r94", 1, "{\"mid\":\"2\",\"action\":100}");
            dispatcher.ask("DL3785W_r94", 1, "{\"mid\":\"3\",\"action\":103}");
            dispatcher.ask("DL3785W_r94", 1, "{\"mid\":\"4\",\"action\":105,\"data\":{\"code\":1}}");
            dispatcher.ask("DL3785W_r94", 1, "{\"mid\":\"5\",\"action\":101,\"data\":{\"name\":\"n\"}}");

            assertThat(dispatcher.codes(5)).containsExactly(-1, 0, -1, 0, 0);
            assertThat(dispatcher.writes("DL3785W_r94")).hasSize(2);
        } finally {
            dispatcher.registry.down(false);
        }
    }

    @Test
    @Tag("R53")
    @Tag("R70")
    void answersFiftyRequestsWithOneMidInTheirOrder() {
        dispatcher.makeDownTopic();
        for (int i = 0; i < 50; i++) {
            dispatcher.ask("DL3785W_many", 1, "{\"mid\":\"same\",\"action\":10" + (i % 2 == 0 ? "0" : "2") + "}");
        }

        List<ConsumerRecord<String, byte[]>> replies = dispatcher.replies(50);
        for (int i = 0; i < 50; i++) {
            assertThat(AskedDispatcher.json(replies.get(i)).getInteger("action"))
                    .isEqualTo(i % 2 == 0 ? 100 : 102);
        }
    }

    @Test
    @Tag("R96")
    void leavesAQueryUnansweredThatWaitedTooLongButCarriesOutAReport() {
        dispatcher.makeDownTopic();
        long longAgo = System.currentTimeMillis() - 31_000;

        dispatcher.ask("DL3785W_late", 1, "{\"mid\":\"1\",\"action\":100}", longAgo);
        dispatcher.ask("DL3785W_late", 1, "{\"mid\":\"2\",\"action\":102}", longAgo);
        dispatcher.ask(
                "DL3785W_late", 1, "{\"mid\":\"3\",\"action\":101,\"data\":{\"product_version\":\"1\"}}", longAgo);
        dispatcher.ask("DL3785W_late", 1, "{\"mid\":\"4\",\"action\":103}", longAgo);
        dispatcher.ask("DL3785W_late", 1, "{\"mid\":\"5\",\"action\":105,\"data\":{\"code\":1}}", longAgo);
        dispatcher.ask("DL3785W_late", 1, "{\"mid\":\"6\",\"action\":104}", longAgo);
        dispatcher.ask("DL3785W_late", 1, "{\"mid\":\"7\",\"action\":100}");

        List<ConsumerRecord<String, byte[]>> replies = dispatcher.replies(4);
        assertThat(replies)
                .extracting(reply -> AskedDispatcher.json(reply).getString("mid"))
                .containsExactly("3", "5", "6", "7");
    }

    @Test
    void putsARequestThatDoesNotNameItsEdgeToTheDeadLetters() {
        dispatcher.kafka.produce(dispatcher.prefix + "up.1xx", "DL3785W_lost", "{\"action\":100}");

        ConsumerRecord<String, byte[]> dead =
                dispatcher.kafka.awaitRecords(dispatcher.prefix + "dead-letter", 1, AskedDispatcher.SOON).stream()
                        .filter(record -> record.key().equals("DL3785W_lost"))
                        .findFirst()
                        .orElseThrow();
        assertThat(DeliHeaders.text(dead.headers(), DeliHeaders.REASON))
                .hasValueSatisfying(reason -> assertThat(reason).contains("deli-edge"));
        assertThat(DeliHeaders.text(dead.headers(), DeliHeaders.ORIGIN))
                .hasValueSatisfying(origin -> assertThat(origin).startsWith(dispatcher.prefix + "up.1xx/"));
    }

    @Test
    @Tag("R84")
    void answers103With102WithoutARelease() {
        dispatcher.makeDownTopic();
        dispatcher.registry.put(AskedDispatcher.view("DL3785W_103", DeviceStatus.NORMAL, new GroupId(1), "1.0"));

        dispatcher.ask("DL3785W_103", 7, "{\"mid\":\"q\",\"action\":103}");

        JsonObject reply = dispatcher.reply();
        assertThat(reply.getInteger("action")).isEqualTo(103);
        assertThat(reply.getJsonObject("data").getInteger("code")).isEqualTo(102);
        assertThat(reply.getJsonObject("data").containsKey("version")).isFalse();
    }
}
