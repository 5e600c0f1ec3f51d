package io.deligate.registryservice;

import static io.deligate.registryservice.HandEdge.header;
import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.database.Database;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.outbox.Outbox;
import io.deligate.registryservice.store.PgOutbox;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The registry ends between any two steps of a command's life, and another one goes on. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@SuppressWarnings("NullAway.Init") // fields are set before each test
class CommandCrashIT {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ProductModel MODEL = new ProductModel("CRASH");
    private static final DeviceId DEVICE = new DeviceId("CRASH_1");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> ends = new ArrayList<>();
    private String prefix;
    private TestKafka kafka;
    private RegistryConfig config;
    private Database database;
    private HandEdge edge;

    @BeforeEach
    void open(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        prefix = "crash" + TESTS.incrementAndGet() + ".";
        config = RunningRegistry.config(kafka, fresh, prefix, RunningRegistry.ADMIN_KEY);
        database = result(RegistryDatabase.open(vertx, config.postgres()));
        edge = new HandEdge(kafka, prefix);
    }

    @AfterEach
    void close() throws Exception {
        result(database.close());
        result(vertx.close());
    }

    @Test
    void aCallerThatWaitsIsAnsweredBeforeAnOrderlyEnd() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting;
        try (RunningRegistry registry = RunningRegistry.start(config)) {
            product(registry);
            var unusedEpoch = edge.connect(DEVICE, MODEL);
            Await.until(
                    LIMIT,
                    "the device",
                    () -> registry.get("/v1/devices/" + DEVICE).statusCode() == 200);
            String command = idOf(send(registry, 600));
            waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return registry.get("/v1/commands/" + command + "?wait_s=60");
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
            Await.until(
                    LIMIT,
                    "a waiter",
                    () -> registry.meters
                                    .get("deligate.registry.command.waiters")
                                    .gauge()
                                    .value()
                            == 1);
        }
        HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("state")).isIn("queued", "sent");
    }

    @Test
    void eachCommandHasItsOneEndWhereverTheProcessDies() throws Exception {
        // Whoever has the turn sends: no registry does as long as the test has it.
        Outbox.Turn turn = result(new PgOutbox(database).take(() -> {})).orElseThrow();
        Map<String, String> mids = new LinkedHashMap<>();
        try (RunningRegistry first = RunningRegistry.start(config)) {
            product(first);
            var unusedEpoch = edge.connect(DEVICE, MODEL);
            Await.until(
                    LIMIT,
                    "the device",
                    () -> first.get("/v1/devices/" + DEVICE).statusCode() == 200);
            mids.put("unsent", send(first, 600));
            mids.put("sent-unmarked", send(first, 600));
            mids.put("overdue", send(first, 1));
            noteEnds(first);
        }
        String unsent = id(mids, "unsent");
        String unmarked = id(mids, "sent-unmarked");
        String overdue = id(mids, "overdue");
        // Kafka has it, and the relay dies before it can say so.
        sendByHand(turn, unmarked);
        result(turn.release());

        Map<String, JsonObject> before = new LinkedHashMap<>();
        try (RunningRegistry second = RunningRegistry.start(config)) {
            await(second, overdue, "timed_out");
            await(second, unsent, "sent");
            await(second, unmarked, "sent");
            assertThat(edge.received(unmarked))
                    .hasSize(2)
                    .extracting(message -> header(message, DeliHeaders.MESSAGE_ID))
                    .containsOnly(unmarked);
            mids.put("sent", send(second, 600));
            mids.put("delivered", send(second, 600));
            await(second, id(mids, "sent"), "sent");
            edge.receipt(edge.awaitMessage(id(mids, "delivered")), ReceiptOutcome.DELIVERED);
            await(second, id(mids, "delivered"), "delivered");
            noteEnds(second);
        }

        edge.received(unmarked).forEach(message -> edge.receipt(message, ReceiptOutcome.DELIVERED));
        edge.receipt(edge.awaitMessage(unsent), ReceiptOutcome.OFFLINE);
        edge.receipt(edge.awaitMessage(overdue), ReceiptOutcome.EXPIRED);
        edge.receipt(edge.awaitMessage(id(mids, "sent")), ReceiptOutcome.DELIVERED);
        answer(mids.get("sent"), "{\"code\":0}");
        answer(mids.get("delivered"), "{\"code\":9}");
        try (RunningRegistry third = RunningRegistry.start(config)) {
            await(third, unsent, "failed");
            await(third, unmarked, "delivered");
            answer(mids.get("sent-unmarked"), "{\"code\":0}");
            await(third, unmarked, "succeeded");
            await(third, id(mids, "sent"), "succeeded");
            await(third, id(mids, "delivered"), "failed");
            for (String name : mids.keySet()) {
                before.put(name, command(third, id(mids, name)));
            }
            noteEnds(third);
        }

        // Everything was stored, and nothing of it committed to Kafka.
        rewind();
        try (RunningRegistry fourth = RunningRegistry.start(config);
                RunningRegistry fifth = RunningRegistry.start(config)) {
            Await.until(LIMIT, "all answers again", () -> repeated(fourth) + repeated(fifth) == 3);
            for (String name : mids.keySet()) {
                assertThat(command(fourth, id(mids, name))).isEqualTo(before.get(name));
            }
            noteEnds(fourth);
            noteEnds(fifth);
            assertThat(ends).containsExactlyInAnyOrder("timed_out", "failed", "succeeded", "succeeded", "failed");
            everyReplicaTellsWhoWaitsThere(fourth, fifth);
        }
    }

    private void everyReplicaTellsWhoWaitsThere(RunningRegistry one, RunningRegistry other) throws Exception {
        String sent = send(one, 600);
        List<CompletableFuture<JsonObject>> calls = List.of(waiting(one, idOf(sent)), waiting(other, idOf(sent)));
        for (RunningRegistry each : List.of(one, other)) {
            Await.until(
                    LIMIT,
                    "a waiter",
                    () -> each.meters
                                    .get("deligate.registry.command.waiters")
                                    .gauge()
                                    .value()
                            == 1);
        }
        answer(sent, "{\"code\":0}");
        for (CompletableFuture<JsonObject> call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS).getString("state")).isEqualTo("succeeded");
        }
    }

    private static CompletableFuture<JsonObject> waiting(RunningRegistry registry, String id) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new JsonObject(
                        registry.get("/v1/commands/" + id + "?wait_s=60").body());
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    /** Returns {@code command id/mid}. */
    /** The database is that of all tests here. */
    private static void product(RunningRegistry registry) throws Exception {
        if (registry.get("/v1/products/" + MODEL).statusCode() == 404) {
            var unused = registry.createProduct(MODEL.value());
        }
    }

    private static String send(RunningRegistry registry, int timeout) throws Exception {
        HttpResponse<String> answer = Await.untilPresent(LIMIT, "an online device", () -> {
            HttpResponse<String> given = registry.post(
                    "/v1/devices/" + DEVICE + "/commands",
                    "{\"action\":200,\"data\":{\"cmd\":\"c\"},\"timeout_s\":" + timeout + "}");
            return given.statusCode() == 202 ? Optional.of(given) : Optional.empty();
        });
        JsonObject sent = new JsonObject(answer.body());
        return sent.getString("command_id") + "/" + sent.getString("mid");
    }

    private static String idOf(String sent) {
        return sent.substring(0, sent.indexOf('/'));
    }

    private static String id(Map<String, String> mids, String name) {
        return idOf(String.valueOf(mids.get(name)));
    }

    private void answer(@Nullable String sent, String data) {
        String text = String.valueOf(sent);
        edge.answer(DEVICE, 200, '"' + text.substring(text.indexOf('/') + 1) + '"', data);
    }

    private void sendByHand(Outbox.Turn turn, String id) throws Exception {
        OutboxRecord record = result(turn.next(100)).stream()
                .map(Outbox.Waiting::record)
                .filter(waiting -> id.equals(waiting.headers().get("deli-command")))
                .findFirst()
                .orElseThrow();
        var message = new ProducerRecord<>(
                new TopicNames(prefix).down(new EdgeId("e1")),
                record.key(),
                record.value().getBytes(StandardCharsets.UTF_8));
        record.headers().forEach((name, value) -> DeliHeaders.put(message.headers(), name, value));
        kafka.produce(message);
    }

    private static JsonObject command(RunningRegistry registry, String id) throws Exception {
        return new JsonObject(registry.get("/v1/commands/" + id).body());
    }

    private static void await(RunningRegistry registry, String id, String state) {
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(command(registry, id).getString("state")).isEqualTo(state));
    }

    private void noteEnds(RunningRegistry registry) {
        registry.meters.find("deligate.registry.commands").counters().forEach(counter -> {
            for (int i = 0; i < counter.count(); i++) {
                ends.add(String.valueOf(counter.getId().getTag("state")));
            }
        });
    }

    private static double repeated(RunningRegistry registry) {
        var counter = registry.meters
                .find("deligate.registry.command.answers")
                .tag("result", "repeated")
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private void rewind() throws Exception {
        try (Admin admin = kafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> begin = admin
                    .listConsumerGroupOffsets(prefix + "registry")
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .keySet()
                    .stream()
                    .filter(partition -> partition.topic().endsWith("receipts")
                            || partition.topic().endsWith("up.2xx"))
                    .collect(Collectors.toMap(partition -> partition, partition -> new OffsetAndMetadata(0)));
            assertThat(begin).hasSizeGreaterThan(1);
            var unused = admin.alterConsumerGroupOffsets(prefix + "registry", begin)
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
