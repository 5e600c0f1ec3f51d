package io.deligate.dispatcher;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.GroupId;
import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.KafkaExtension;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device tells of itself (101) and asks about itself (102). */
@ExtendWith(KafkaExtension.class)
class DeviceInformationIT {
    @RegisterExtension
    static final AskedDispatcher dispatcher = new AskedDispatcher();

    @Test
    @Tag("R72")
    void handsA101ToTheRegistryAsItCameAndThenAnswersIt() {
        dispatcher.makeDownTopic();
        String request = "{\"mid\":9,\"action\":101,\"data\":{\"name\":\"n\",\"product_version\":\"1.5\"}}";

        dispatcher.ask("DL3785W_101", 3, request);

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("code")).isZero();
        ConsumerRecord<String, byte[]> write = dispatcher.kafka.records(dispatcher.prefix + "registry").stream()
                .filter(record -> record.key().equals("DL3785W_101"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(write.value(), StandardCharsets.UTF_8)).isEqualTo(request);
        assertThat(DeliHeaders.number(write.headers(), DeliHeaders.EPOCH)).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mid\":\"1\",\"action\":101}",
                "{\"mid\":\"1\",\"action\":101,\"data\":{\"product_version\":1}}",
                "{\"mid\":\"1\",\"action\":101,\"data\":{\"properties\":[]}}"
            })
    @Tag("R74")
    void refusesABad101AndHandsNothingToTheRegistry(String request) {
        dispatcher.makeDownTopic();
        String device = "DL3785W_" + dispatcher.edge;

        dispatcher.ask(device, 1, request);

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("code")).isEqualTo(100);
        assertThat(dispatcher.kafka.records(dispatcher.prefix + "registry"))
                .noneMatch(record -> record.key().equals(device));
    }

    @Test
    @Tag("R76")
    @Tag("R78")
    @Tag("R80")
    void answers102OfADeviceTheRegistryHasNotSeenYet() {
        dispatcher.makeDownTopic();

        dispatcher.ask("DL3785W_new", 4, "{\"mid\":\"2\",\"action\":102}");

        JsonObject data = dispatcher.reply().getJsonObject("data");
        assertThat(data.getInteger("code")).isZero();
        assertThat(data.getInteger("status")).isEqualTo(1);
        assertThat(data.getValue("group_id")).isNull();
        assertThat(data.getLong("last_access")).isZero();
        assertThat(data.getString("product_version")).isEmpty();
    }

    @Test
    @Tag("R77")
    @Tag("R78")
    void answers102OfABoundDeviceWithItsGroupAndItsPreviousConnect() {
        dispatcher.makeDownTopic();
        dispatcher.registry.put(AskedDispatcher.view("DL3785W_bound", DeviceStatus.NORMAL, new GroupId(1_000), "1.0"));

        dispatcher.ask("DL3785W_bound", 7, "{\"action\":102}");

        JsonObject data = dispatcher.reply().getJsonObject("data");
        assertThat(data.getValue("group_id")).isEqualTo(1_000);
        assertThat(data.getLong("last_access")).isEqualTo(1_600_000_000);
        assertThat(data.getString("product_version")).isEqualTo("1.0");
    }

    @Test
    @Tag("R77")
    @Tag("R78")
    void aThousand102sOfAHundredDevicesAskTheDatabaseOnceForEach() {
        dispatcher.makeDownTopic();
        List<ProducerRecord<String, byte[]>> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            dispatcher.registry.put(
                    AskedDispatcher.view(dispatcher.edge + "-" + i, DeviceStatus.NORMAL, new GroupId(1 + i), "1.0"));
        }
        for (int i = 0; i < 1_000; i++) {
            // every second request comes from a session the registry has not heard of yet
            asked.add(dispatcher.question(
                    dispatcher.edge + "-" + i % 100, 7 + i / 100 % 2, "{\"action\":102}", System.currentTimeMillis()));
        }
        int before = dispatcher.registry.questions();

        dispatcher.kafka.produceAll(asked);

        Map<String, List<JsonObject>> answers =
                dispatcher
                        .kafka
                        .awaitRecords(dispatcher.prefix + "down." + dispatcher.edge, 1_000, AskedDispatcher.LONG)
                        .stream()
                        .collect(groupingBy(
                                ConsumerRecord::key,
                                mapping(record -> AskedDispatcher.json(record).getJsonObject("data"), toList())));
        assertThat(answers).hasSize(100).allSatisfy((device, replies) -> {
            assertThat(replies)
                    .extracting(reply -> reply.getLong("last_access"))
                    .as("previous connect, told by the epoch of the request")
                    .containsExactly(
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L);
            assertThat(replies)
                    .extracting(reply -> reply.getInteger("group_id"))
                    .containsOnly(dispatcher.group(device));
        });
        // what is known is read again after a minute, which a slow machine may reach
        assertThat(dispatcher.registry.questions() - before).isBetween(100, 200);
    }

    @Test
    @Tag("R80")
    void names102TheVersionThatTheDeviceHasJustReported() {
        dispatcher.makeDownTopic();
        dispatcher.registry.put(AskedDispatcher.view("DL3785W_up", DeviceStatus.NORMAL, new GroupId(1), "1.0"));

        dispatcher.ask("DL3785W_up", 7, "{\"mid\":\"a\",\"action\":101,\"data\":{\"product_version\":\"2.0\"}}");
        dispatcher.ask("DL3785W_up", 7, "{\"mid\":\"b\",\"action\":102}");

        JsonObject second = AskedDispatcher.json(dispatcher.replies(2).get(1));
        assertThat(second.getString("mid")).isEqualTo("b");
        assertThat(second.getJsonObject("data").getString("product_version")).isEqualTo("2.0");
    }

    @Test
    @Tag("R81")
    void answers102OfALockedDeviceWithStatus0() {
        dispatcher.makeDownTopic();
        dispatcher.registry.put(AskedDispatcher.view("DL3785W_locked", DeviceStatus.LOCKED, new GroupId(1), "1.0"));

        dispatcher.ask("DL3785W_locked", 7, "{\"action\":102}");

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("status"))
                .isZero();
    }
}
