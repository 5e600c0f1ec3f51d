package io.deligate.registryservice;

import static io.deligate.registryservice.HandEdge.header;
import static io.deligate.registryservice.HandEdge.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands from REST to the device and back, with an edge that the test works by hand. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class CommandIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ProductModel MODEL = new ProductModel("CMD");

    private RunningRegistry registry;
    private HandEdge edge;
    private DeviceId device;
    private DeviceId other;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) throws Exception {
        registry = RunningRegistry.start(kafka, database, "commandit.");
        edge = new HandEdge(kafka, "commandit.");
        var unused = registry.createProduct(MODEL.value());
        device = connected("CMD_1");
        other = connected("CMD_2");
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    private DeviceId connected(String id) {
        DeviceId connected = new DeviceId(id);
        var unused = edge.connect(connected, MODEL);
        Await.until(
                LIMIT, "device " + id, () -> registry.get("/v1/devices/" + id).statusCode() == 200);
        return connected;
    }

    private JsonObject send(DeviceId to, String order) throws Exception {
        HttpResponse<String> answer = registry.post("/v1/devices/" + to + "/commands", order);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonObject sent = new JsonObject(answer.body());
        assertThat(sent.getString("state")).isEqualTo("queued");
        assertThat(answer.headers().firstValue("Location")).contains("/v1/commands/" + sent.getString("command_id"));
        return sent;
    }

    private JsonObject command(JsonObject sent, String query) throws Exception {
        HttpResponse<String> answer = registry.get("/v1/commands/" + sent.getString("command_id") + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private JsonObject await(JsonObject sent, String state) {
        return Await.untilPresent(LIMIT, "state " + state, () -> {
            JsonObject command = command(sent, "");
            return command.getString("state").equals(state) ? Optional.of(command) : Optional.empty();
        });
    }

    private ConsumerRecord<String, byte[]> message(JsonObject sent) {
        return edge.awaitMessage(sent.getString("command_id"));
    }

    private static String quoted(JsonObject sent) {
        return '"' + sent.getString("mid") + '"';
    }

    @Test
    @Tag("R97")
    @Tag("R98")
    void aCommandOfAUserReachesTheDeviceByteTrueAndItsAnswerComesBack() throws Exception {
        String payload = "{\"n\": 12345678901234567890, \"x\":1.50e1, \"s\":\"\\u00e9\\/\" ,\"a\":[ ]}";
        Instant before = Instant.now();
        JsonObject sent = send(
                device,
                "{\"action\":200,\"user_id\":\"123456789012345678\",\"data\":{\"cmd\":\"reboot\",\"payload\":" + payload
                        + "}}");
        ConsumerRecord<String, byte[]> message = message(sent);
        JsonObject envelope = json(message);
        assertThat(envelope.getString("mid")).isEqualTo(sent.getString("mid"));
        assertThat(envelope.getString("from")).isEqualTo("123456789012345678");
        assertThat(envelope.getString("to")).isEqualTo(device.value());
        assertThat(envelope.getInteger("action")).isEqualTo(200);
        assertThat(envelope.getLong("time")).isBetween(before.getEpochSecond(), before.getEpochSecond() + 60);
        assertThat(new String(message.value(), StandardCharsets.UTF_8))
                .endsWith("\"data\":{\"cmd\":\"reboot\",\"payload\":" + payload + "}}");
        assertThat(message.key()).isEqualTo(device.value());
        assertThat(header(message, "deli-receipt")).isEqualTo("registry-command");
        assertThat(header(message, "deli-message-id")).isNotEmpty();
        assertThat(Long.parseLong(header(message, "deli-expires")))
                .isBetween(
                        before.plusSeconds(28).toEpochMilli(),
                        before.plusSeconds(60).toEpochMilli());
        await(sent, "sent");

        edge.receipt(message, ReceiptOutcome.DELIVERED);
        JsonObject delivered = await(sent, "delivered");
        assertThat(delivered.getValue("code")).isNull();
        assertThat(delivered.getValue("response")).isNull();

        String data = "{\"code\":0,\"cmd\":\"reboot\",\"payload\":{\"up\": 12345678901234567890, \"z\":\"\\u0000\"}}";
        edge.answer(device, 200, quoted(sent), data);
        assertThat(await(sent, "succeeded").getInteger("code")).isZero();
        String body =
                registry.get("/v1/commands/" + sent.getString("command_id")).body();
        assertThat(body)
                .contains("\"response\":" + data)
                .contains("\"late\":false")
                .contains("\"user_id\":\"123456789012345678\"")
                .doesNotContain("1.50e1");
    }

    @Test
    @Tag("R97")
    void withoutAUserThePlatformIsTheSenderAndTheAnswersToDoesNotMatter() throws Exception {
        JsonObject sent = send(device, "{\"action\":200,\"data\":{\"cmd\":\"ping\"}}");
        JsonObject envelope = json(message(sent));
        assertThat(envelope.getString("from")).isEqualTo("system");
        assertThat(envelope.getJsonObject("data").getJsonObject("payload")).isEmpty();
        // before any receipt
        edge.answer(device, 200, quoted(sent), "{\"code\":7,\"msg\":\"no\"}");
        JsonObject failed = await(sent, "failed");
        assertThat(failed.getInteger("code")).isEqualTo(7);
        assertThat(failed.getString("msg")).isEqualTo("no");
        edge.receipt(message(sent), ReceiptOutcome.DELIVERED);
        edge.receipt(message(sent), ReceiptOutcome.NOT_ACKNOWLEDGED);
        edge.answer(device, 200, quoted(sent), "{\"code\":0}");
        counted("deligate.registry.command.answers", "repeated");
        assertThat(command(sent, "")).isEqualTo(failed);
    }

    @Test
    @Tag("R99")
    void anAnswerWithAnotherMidOfAnotherDeviceOrToAnotherActionClosesNothing() throws Exception {
        JsonObject sent = send(device, "{\"action\":200,\"data\":{\"cmd\":\"ping\"}}");
        edge.receipt(message(sent), ReceiptOutcome.DELIVERED);
        await(sent, "delivered");
        double before = count("deligate.registry.command.answers", "unmatched");
        double unreadable = count("deligate.registry.command.answers", "unreadable");
        edge.answer(other, 200, quoted(sent), "{\"code\":0}");
        edge.answer(device, 201, quoted(sent), "{\"code\":0}");
        edge.answer(device, 200, "\"123456\"", "{\"code\":0}");
        edge.answer(device, 200, "\"a\\u0000b\"", "{\"code\":0}");
        edge.answer(device, 200, "null", "{\"code\":0}");
        edge.answer(device, 200, quoted(sent), "{\"cod\":0}");
        edge.answer(device, 100, quoted(sent), "{\"code\":0}");
        Await.untilAsserted(LIMIT, () -> {
            assertThat(count("deligate.registry.command.answers", "unmatched")).isEqualTo(before + 3);
            assertThat(count("deligate.registry.command.answers", "unreadable")).isEqualTo(unreadable + 4);
        });
        assertThat(command(sent, "").getString("state")).isEqualTo("delivered");
        edge.answer(device, 200, quoted(sent), "{\"code\":0}");
        await(sent, "succeeded");
    }

    @Test
    @Tag("R100")
    void withoutAnAnswerTheCallerSeesATimeoutAndALateAnswerIsKeptAsLate() throws Exception {
        JsonObject sent = send(device, "{\"action\":200,\"data\":{\"cmd\":\"slow\"},\"timeout_s\":1}");
        edge.receipt(message(sent), ReceiptOutcome.DELIVERED);
        JsonObject overdue = await(sent, "timed_out");
        assertThat(overdue.getInteger("code")).isEqualTo(104);
        assertThat(overdue.getInstant("ended_at")).isAfterOrEqualTo(overdue.getInstant("deadline"));
        edge.answer(device, 200, quoted(sent), "{\"code\":0,\"cmd\":\"slow\",\"payload\":1}");
        Await.until(LIMIT, "the late answer", () -> command(sent, "").getBoolean("late"));
        JsonObject late = command(sent, "");
        assertThat(late.getString("state")).isEqualTo("timed_out");
        assertThat(late.getInteger("code")).isEqualTo(104);
        assertThat(late.getJsonObject("response").getInteger("payload")).isEqualTo(1);
        assertThat(late.getString("ended_at")).isEqualTo(overdue.getString("ended_at"));
    }

    @ParameterizedTest
    @EnumSource(value = ReceiptOutcome.class, names = "DELIVERED", mode = EnumSource.Mode.EXCLUDE)
    void whatDidNotReachTheDeviceFailsOnceWithItsCode(ReceiptOutcome outcome) throws Exception {
        JsonObject sent = send(device, "{\"action\":200,\"data\":{\"cmd\":\"lost\"}}");
        edge.receipt(message(sent), outcome);
        JsonObject failed = await(sent, "failed");
        assertThat(failed.getInteger("code")).isEqualTo(outcome == ReceiptOutcome.EXPIRED ? 104 : 102);
        assertThat(failed.getString("msg")).isNotEmpty();
        assertThat(failed.getBoolean("late")).isFalse();
        edge.answer(device, 200, quoted(sent), "{\"code\":0}");
        Await.until(LIMIT, "the late answer", () -> command(sent, "").getBoolean("late"));
        assertThat(command(sent, "").getString("state")).isEqualTo("failed");
    }

    @Test
    @Tag("R101")
    void anOfflineDeviceAnUnknownOneAndAnActionItsProductHasNotAreRefusedAndNothingIsSent() throws Exception {
        DeviceId away = new DeviceId("CMD_AWAY");
        long epoch = edge.connect(away, MODEL);
        edge.disconnect(away, MODEL, epoch);
        Await.until(
                LIMIT,
                "it to leave",
                () -> registry.get("/v1/devices/" + away).body().contains("\"online\":false"));
        String order = "{\"action\":200,\"data\":{\"cmd\":\"x\"}}";
        HttpResponse<String> offline = registry.post("/v1/devices/" + away + "/commands", order);
        assertThat(offline.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(offline.body()).getInteger("code")).isEqualTo(102);
        assertThat(registry.post("/v1/devices/NOBODY/commands", order).statusCode())
                .isEqualTo(404);

        assertThat(registry.post("/v1/products", "{\"model\":\"NOCMD\",\"type\":\"KQ\",\"actions\":[201]}")
                        .statusCode())
                .isEqualTo(201);
        DeviceId limited = new DeviceId("NOCMD_1");
        var unused = edge.connect(limited, new ProductModel("NOCMD"));
        Await.until(
                LIMIT,
                "the device",
                () -> registry.get("/v1/devices/" + limited).statusCode() == 200);
        HttpResponse<String> unsupported = registry.post("/v1/devices/" + limited + "/commands", order);
        assertThat(unsupported.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(unsupported.body()).getInteger("code")).isEqualTo(106);
        for (DeviceId none : List.of(away, limited)) {
            assertThat(new JsonObject(registry.get("/v1/devices/" + none + "/commands")
                                    .body())
                            .getJsonArray("items"))
                    .isEmpty();
        }
        assertThat(registry.get("/v1/devices/NOBODY/commands").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("R102")
    @Tag("R103")
    void aLogUploadNamesTheCallersServerAndIsAnsweredBy207Too() throws Exception {
        JsonObject sent = send(
                device,
                "{\"action\":201,\"data\":{\"log_start\":\"2017-08-10\",\"log_end\":\"2017-08-11\","
                        + "\"ftp_host\":\"ftp.example.com\",\"ftp_port\":2100,\"ftp_user\":\"u\","
                        + "\"ftp_password\":\"hidden\"}}");
        JsonObject envelope = json(message(sent));
        assertThat(envelope.getInteger("action")).isEqualTo(201);
        JsonObject data = envelope.getJsonObject("data");
        assertThat(data.getString("ftp_host")).isEqualTo("ftp.example.com");
        assertThat(data.getInteger("ftp_port")).isEqualTo(2100);
        assertThat(data.getString("log_start")).isEqualTo("2017-08-10");
        assertThat(data.getString("log_end")).isEqualTo("2017-08-11");
        edge.answer(device, 207, quoted(sent), "{\"code\":201,\"msg\":\"ftp: refused\"}");
        JsonObject failed = await(sent, "failed");
        assertThat(failed.getInteger("code")).isEqualTo(201);
        assertThat(failed.getString("msg")).isEqualTo("ftp: refused");
        assertThat(failed.encode()).doesNotContain("hidden");

        HttpResponse<String> nowhere = registry.post("/v1/devices/" + device + "/commands", "{\"action\":201}");
        assertThat(nowhere.statusCode()).isEqualTo(422);
        assertThat(nowhere.body()).contains("no-log-intake").contains("ftp_host");
        JsonObject all = send(device, "{\"action\":201,\"data\":{\"log_start\":\"\",\"ftp_host\":\"h\"}}");
        assertThat(json(message(all)).getJsonObject("data").fieldNames()).doesNotContain("log_start", "log_end");
        edge.answer(device, 201, quoted(all), "{\"code\":0}");
        await(all, "succeeded");
    }

    @Test
    @Tag("R112")
    @Tag("R148")
    void aLoginNoticeHasItsTokenOnlyWhenConfirmedAndIsDoneByBeingDelivered() throws Exception {
        JsonObject scanned =
                send(device, "{\"action\":205,\"user_id\":\"u1\",\"data\":{\"status\":0,\"name\":\"Ann\"}}");
        JsonObject data = json(message(scanned)).getJsonObject("data");
        assertThat(data.fieldNames()).doesNotContain("token", "expire");
        assertThat(data.getString("user_id")).isEqualTo("u1");
        JsonObject confirmed = send(
                device,
                "{\"action\":205,\"data\":{\"status\":1,\"user_id\":\"u1\",\"mobile\":\"13900001111\","
                        + "\"token\":\"hidden-token\",\"expire\":1893456000}}");
        ConsumerRecord<String, byte[]> message = message(confirmed);
        assertThat(json(message).getJsonObject("data").getString("token")).isEqualTo("hidden-token");
        assertThat(json(message).getJsonObject("data").getString("expire")).isEqualTo("1893456000");
        edge.receipt(message, ReceiptOutcome.DELIVERED);
        assertThat(await(confirmed, "succeeded").getInteger("code")).isZero();
        assertThat(command(confirmed, "").encode())
                .doesNotContain("hidden-token")
                .doesNotContain("13900001111");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"action\":202}|/action",
                "{\"data\":{\"cmd\":\"x\"}}|/action",
                "{\"action\":200}|/data/cmd",
                "{\"action\":200,\"data\":[]}|/data",
                "{\"action\":200,\"data\":{\"cmd\":\"\"}}|/data/cmd",
                "{\"action\":200,\"data\":{\"cmd\":\"x\",\"paylod\":1}}|/data/paylod",
                "{\"action\":200,\"data\":{\"cmd\":\"x\"},\"timeout_s\":3601}|/timeout_s",
                "{\"action\":200,\"data\":{\"cmd\":\"x\"},\"user_id\":\"\"}|/user_id",
                "{\"action\":201,\"data\":{\"log_start\":\"10.08.2017\",\"ftp_host\":\"h\"}}|/data/log_start",
                "{\"action\":201,\"data\":{\"log_end\":\"2017-02-30\",\"ftp_host\":\"h\"}}|/data/log_end",
                "{\"action\":201,\"data\":{\"ftp_host\":\"h\",\"ftp_port\":0}}|/data/ftp_port",
                "{\"action\":201,\"data\":{\"ftp_user\":\"u\"}}|/data/ftp_host",
                "{\"action\":205,\"data\":{}}|/data/status",
                "{\"action\":205,\"data\":{\"status\":3}}|/data/status",
                "{\"action\":205,\"data\":{\"status\":0,\"token\":\"t\"}}|/data/token",
                "{\"action\":205,\"data\":{\"status\":1,\"token\":\"t\"}}|/data/expire",
                "{\"action\":205,\"data\":{\"status\":1,\"token\":\"t\",\"expire\":\"soon\"}}|/data/expire",
                "{\"action\":205,\"user_id\":\"a\",\"data\":{\"status\":0,\"user_id\":\"b\"}}|/data/user_id",
            })
    void anOrderThatIsWrongIsRefusedWithTheFieldsPointer(String order, String pointer) throws Exception {
        HttpResponse<String> refused = registry.post("/v1/devices/" + device + "/commands", order);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(new JsonObject(refused.body()).getString("pointer")).isEqualTo(pointer);
    }

    @Test
    void aCallerThatWaitsIsToldAsSoonAsTheCommandHasEnded() throws Exception {
        JsonObject sent = send(device, "{\"action\":200,\"data\":{\"cmd\":\"ping\"}}");
        long begin = System.nanoTime();
        assertThat(command(sent, "?wait_s=1").getString("state")).isIn("queued", "sent");
        assertThat(System.nanoTime() - begin)
                .isGreaterThanOrEqualTo(Duration.ofMillis(900).toNanos());

        List<CompletableFuture<JsonObject>> calls = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return command(sent, "?wait_s=60");
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                }))
                .toList();
        Await.until(
                LIMIT,
                "five waiters",
                () -> registry.meters
                                .get("deligate.registry.command.waiters")
                                .gauge()
                                .value()
                        == 5);
        edge.answer(device, 200, quoted(sent), "{\"code\":0}");
        for (CompletableFuture<JsonObject> call : calls) {
            assertThat(call.get(20, TimeUnit.SECONDS).getString("state")).isEqualTo("succeeded");
        }
        assertThat(registry.meters
                        .get("deligate.registry.command.waiters")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("/v1/commands/" + sent.getString("command_id") + "?wait_s=61")
                        .statusCode())
                .isEqualTo(400);
        assertThat(registry.get("/v1/commands/00000000-0000-0000-0000-000000000000?wait_s=5")
                        .statusCode())
                .isEqualTo(404);
        assertThat(registry.get("/v1/commands/nonsense").statusCode()).isEqualTo(404);
    }

    @Test
    void commandsAreListedTheNewestFirstInPages() throws Exception {
        DeviceId busy = connected("CMD_BUSY");
        for (int i = 0; i < 5; i++) {
            var unused = send(busy, "{\"action\":200,\"data\":{\"cmd\":\"c" + i + "\"}}");
        }
        String path = "/v1/devices/" + busy + "/commands?page_size=3";
        JsonObject first = new JsonObject(registry.get(path).body());
        JsonObject second = new JsonObject(registry.get(path + "&page_token=" + first.getString("next_page_token"))
                .body());
        assertThat(names(first)).containsExactly("c4", "c3", "c2");
        assertThat(names(second)).containsExactly("c1", "c0");
        assertThat(second.getString("next_page_token")).isEmpty();
        assertThat(registry.get(path + "&page_token=eHg").statusCode()).isEqualTo(400);
    }

    private static List<String> names(JsonObject page) {
        JsonArray items = page.getJsonArray("items");
        return items.stream().map(item -> ((JsonObject) item).getString("cmd")).toList();
    }

    private double count(String name, String result) {
        var counter = registry.meters.find(name).tag("result", result).counter();
        return counter == null ? 0 : counter.count();
    }

    private void counted(String name, String result) {
        Await.until(LIMIT, result, () -> count(name, result) > 0);
    }
}
