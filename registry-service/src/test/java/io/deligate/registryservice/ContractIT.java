package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.ContractExamples.Example;
import io.deligate.registryservice.OpenApi.Call;
import io.deligate.registryview.EdgeBeacon;
import io.deligate.registryview.EdgeNotice;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walks the contract as it is served and asks for everything it documents: each call, each status, each query parameter
 * and each field of an answer. A call that is added needs its examples in {@code contract-examples.yaml} and nothing here.
 */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String DEVICE = "CONTRACT_1";
    private static final String WRONG_KEY = "no key of ours";

    /** Not asked for at each call: the one needs the database to be away, the other a crowd of callers. */
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("503", "429");

    /** What may be shown once, when it is made. */
    private static final Pattern SECRET =
            Pattern.compile("\"(?:key|[a-z_]*_key|[a-z_]*password|[a-z_]*secret)\":\"([^\"]{8,})\"");

    private final CapturedLog log = CapturedLog.open();
    private final Set<String> secrets = new TreeSet<>(Set.of("a secret key for this test", WRONG_KEY));
    private final List<String> shown = new ArrayList<>();
    private final Map<String, String> keys = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private OpenApi contract;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private ContractExamples examples;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) throws Exception {
        registry = RunningRegistry.start(kafka, database, "contract.");
        contract = new OpenApi(new JsonObject(registry.get("/openapi.json").body()));
        examples = ContractExamples.load();
        keys.put("admin", RunningRegistry.ADMIN_KEY);
        for (String role : List.of("operator", "viewer")) {
            keys.put(
                    role,
                    new JsonObject(registry.post(
                                            "/v1/api-keys",
                                            new JsonObject()
                                                    .put("name", role)
                                                    .put("role", role)
                                                    .encode())
                                    .body())
                            .getString("key"));
        }
        var productKey = registry.createProduct("CONTRACT");
        secrets.add(productKey);
        connect(kafka);
        EdgeNotice edge = new EdgeNotice("edge-1", List.of("tcp://edge-1:1883"), List.of("ssl://edge-1:8883"), 1, true);
        new EdgeBeacon(registry.vertx, registry.member, () -> edge).start();
        Await.until(
                LIMIT, "the device", () -> registry.get("/v1/devices/" + DEVICE).statusCode() == 200);
        Await.until(
                LIMIT,
                "the alarm",
                () -> registry.get("/v1/devices/" + DEVICE + "/alarms").body().contains("low"));
        Await.until(
                LIMIT,
                "the edge",
                () -> registry.call("GET", "/access_list", null, null).statusCode() == 200);
    }

    private static void connect(TestKafka kafka) {
        SessionRecord session = new SessionRecord.Online(
                new DeviceId(DEVICE), new ProductModel("CONTRACT"), new EdgeId("edge-1"), Instant.now(), "192.0.2.1");
        kafka.produce("contract.sessions", DEVICE, session.toValue());
        kafka.createTopic("contract.up.1xx", 1, Map.of());
        kafka.createTopic("contract.down.edge-1", 1, Map.of());
        kafka.produce("contract.up.1xx", DEVICE, "{\"mid\":\"1\",\"action\":101,\"data\":{\"name\":\"Door\"}}");
        ProducerRecord<String, byte[]> alarm = new ProducerRecord<>(
                "contract.registry",
                DEVICE,
                "{\"mid\":\"2\",\"action\":105,\"data\":{\"code\":200,\"msg\":\"low\"}}"
                        .getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(alarm.headers(), DeliHeaders.RECEIVED, String.valueOf(System.currentTimeMillis()));
        DeliHeaders.put(alarm.headers(), DeliHeaders.PRODUCT, "CONTRACT");
        kafka.produce(alarm);
    }

    /** Whatever was created on the way, nobody can read it anywhere (R148). */
    @AfterAll
    void stopAfterNoSecretWasShownLoggedOrCounted() {
        secrets.addAll(keys.values());
        shown.add(registry.meters.getMetersAsString());
        registry.close();
        log.close();
        shown.add(log.text());
        assertThat(secrets).hasSizeGreaterThan(7);
        for (String secret : secrets) {
            assertThat(shown).noneMatch(text -> text.contains(secret));
        }
    }

    @Test
    void everyCallHasExamplesAndEveryExampleACall() {
        assertThat(examples.calls())
                .containsExactlyInAnyOrderElementsOf(
                        contract.calls().stream().map(Call::id).toList());
    }

    @TestFactory
    @Tag("R150")
    Stream<DynamicTest> everyCallAnswersAsDocumented() {
        Map<String, Call> calls = new HashMap<>();
        contract.calls().forEach(call -> calls.put(call.id(), call));
        return examples.calls().stream()
                .flatMap(id -> Stream.ofNullable(calls.get(id)))
                .map(call -> DynamicTest.dynamicTest(call.id(), () -> walk(call)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/products", "/v1/devices/" + DEVICE, "/access_list", "/openapi.json"})
    void whatNoCallTakesIsRefusedWithTheMethodsThatAreTaken(String path) throws Exception {
        HttpResponse<String> refused = registry.send(
                registry.request(path, RunningRegistry.ADMIN_KEY).method("TRACE", BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow").orElseThrow()).contains("GET");
    }

    private void walk(Call call) throws Exception {
        Set<String> seen = new TreeSet<>();
        Set<String> parameters = new TreeSet<>();
        Map<Integer, Set<String>> fields = new HashMap<>();
        List<Example> successes = new ArrayList<>();
        for (JsonObject written : examples.of(call.id())) {
            Example example = examples.filled(written);
            if (!example.elsewhere().isEmpty()) {
                seen.addAll(example.elsewhere());
                continue;
            }
            if (example.until() != null) {
                readStream(call, example);
            } else {
                HttpResponse<String> answer = answered(call, example);
                check(call, answer, fields);
                examples.keep(example, answer.body());
            }
            seen.add(String.valueOf(example.status()));
            if (example.status() < 300) {
                successes.add(example);
                parameters.addAll(example.parameters());
            }
        }
        if (successes.isEmpty() && seen.contains("200")) {
            return;
        }
        assertThat(successes).as(call.id() + ": an example that succeeds").isNotEmpty();
        for (HttpResponse<String> refusal : refusals(call, successes.get(0))) {
            check(call, refusal, fields);
            seen.add(String.valueOf(refusal.statusCode()));
        }
        if (!call.mediaTypes().isEmpty()) {
            assertThat(statusOfALongBody(call, successes.get(0))).as(call.id()).isEqualTo("HTTP/1.1 413");
            seen.add("413");
        }
        Set<String> documented = call.statuses();
        documented.removeAll(SHOWN_ELSEWHERE);
        assertThat(seen).as(call.id() + ": every documented status").containsAll(documented);
        assertThat(parameters).as(call.id() + ": every query parameter").containsAll(call.queryParameters());
        fields.forEach((status, missing) -> assertThat(missing)
                .as(call.id() + " " + status + ": every documented field")
                .isEmpty());
    }

    private HttpResponse<String> answered(Call call, Example example) throws Exception {
        for (int i = 1; i < example.times(); i++) {
            var unused = ask(call, example, keys.get(example.key()));
        }
        return Await.untilPresent(LIMIT, call.id() + " " + example.given(), () -> {
            HttpResponse<String> answer = ask(call, example, keys.get(example.key()));
            assertThat(answer.statusCode())
                    .as(call.id() + " " + example.given() + " " + answer.body())
                    .isEqualTo(example.status());
            return Optional.of(answer).filter(one -> example.isReady(one.body()));
        });
    }

    /** What is wrong in a way that is wrong for every call. */
    private List<HttpResponse<String>> refusals(Call call, Example success) throws Exception {
        List<HttpResponse<String>> refusals = new ArrayList<>();
        if (call.role().isPresent()) {
            refusals.add(expect(401, ask(call, success, null)));
            refusals.add(expect(401, ask(call, success, WRONG_KEY)));
        }
        String lower = Map.of("admin", "operator", "operator", "viewer")
                .get(call.role().orElse(""));
        if (lower != null) {
            refusals.add(expect(403, ask(call, success, keys.get(lower))));
        }
        if (call.statuses().contains("400") && !call.queryParameters().isEmpty()) {
            JsonObject more = success.given().copy();
            more.put("query", more.getJsonObject("query", new JsonObject()).put("no_such_parameter", "1"));
            refusals.add(expect(400, ask(call, new Example(more), RunningRegistry.ADMIN_KEY)));
        }
        if (call.statuses().contains("404") && call.path().contains("{")) {
            JsonObject parts = new JsonObject();
            success.given().getJsonObject("path").fieldNames().forEach(name -> parts.put(name, "NONE"));
            Example nothing = new Example(success.given().copy().put("path", parts));
            refusals.add(expect(404, ask(call, nothing, RunningRegistry.ADMIN_KEY)));
        }
        if (call.statuses().contains("412")) {
            Example stale =
                    new Example(success.given().copy().put("headers", new JsonObject().put("If-Match", "\"0\"")));
            refusals.add(expect(412, ask(call, stale, RunningRegistry.ADMIN_KEY)));
        }
        if (!call.mediaTypes().isEmpty()) {
            refusals.addAll(refusalsOfBodies(call, success));
        }
        return refusals;
    }

    private List<HttpResponse<String>> refusalsOfBodies(Call call, Example success) throws Exception {
        List<HttpResponse<String>> refusals = new ArrayList<>();
        JsonObject foreign = success.given().copy().put("type", "application/x-unknown");
        refusals.add(expect(415, ask(call, new Example(foreign), RunningRegistry.ADMIN_KEY)));
        if (call.mediaTypes().contains("application/json")) {
            JsonObject odd = success.given().copy().put("body", new JsonObject().put("no_such_field", 1));
            refusals.add(expect(400, ask(call, new Example(odd), RunningRegistry.ADMIN_KEY)));
        }
        return refusals;
    }

    /** Over a bare socket: the length alone is enough to be refused. */
    private String statusOfALongBody(Call call, Example success) throws Exception {
        String type = call.mediaTypes().iterator().next();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.port())) {
            socket.setSoTimeout(10_000);
            String head =
                    call.method() + " " + success.path(call.path()) + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + RunningRegistry.ADMIN_KEY + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                            + (contract.mostBytes(call) + 1) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    /** An answer to a change may hold the secret it made; any other answer is for everybody's eyes. */
    private HttpResponse<String> noted(Call call, HttpResponse<String> answer) {
        if (answer.statusCode() < 300 && !call.method().equals("GET")) {
            Matcher secret = SECRET.matcher(answer.body());
            while (secret.find()) {
                secrets.add(secret.group(1));
            }
        } else {
            shown.add(answer.headers().map() + "\n" + answer.body());
        }
        return answer;
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode())
                .as(answer.request() + " " + answer.body())
                .isEqualTo(status);
        return answer;
    }

    /** The answer is documented and is as documented; notes which fields are still to be seen. */
    private void check(Call call, HttpResponse<String> answer, Map<Integer, Set<String>> fields) {
        int status = answer.statusCode();
        assertThat(call.statuses()).as(call.id()).contains(String.valueOf(status));
        JsonObject content = call.answer(status).getJsonObject("content", new JsonObject());
        if (content.isEmpty()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        assertThat(content.fieldNames()).as(call.id() + " " + status).contains(type);
        call.answer(status)
                .getJsonObject("headers", new JsonObject())
                .fieldNames()
                .forEach(header -> assertThat(answer.headers().firstValue(header))
                        .as(call.id() + ": " + header)
                        .isPresent());
        JsonObject schema = content.getJsonObject(type).getJsonObject("schema");
        if (schema == null || !(type.equals("application/json") || type.endsWith("+json"))) {
            return;
        }
        assertThat(contract.faults(schema, answer.body()))
                .as(call.id() + " " + answer.body())
                .isEmpty();
        if (status < 300) {
            fields.computeIfAbsent(status, first -> OpenApi.documented(schema))
                    .removeAll(OpenApi.present(Json.decodeValue(answer.body())));
        }
    }

    private void readStream(Call call, Example example) throws Exception {
        HttpResponse<InputStream> answer =
                registry.stream(registry.request(example.path(call.path()), keys.get(example.key())));
        assertThat(answer.statusCode()).isEqualTo(example.status());
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        assertThat(call.answer(200).getJsonObject("content").fieldNames()).contains(type);
        StringBuilder text = new StringBuilder();
        try (InputStream body = answer.body()) {
            while (text.indexOf(String.valueOf(example.until())) < 0) {
                int next = body.read();
                assertThat(next).as(text.toString()).isNotNegative();
                text.append((char) next);
            }
        }
    }

    private HttpResponse<String> ask(Call call, Example example, @Nullable String key) throws Exception {
        var request = registry.request(example.path(call.path()), key);
        String body = example.body();
        request.method(call.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", example.type());
        }
        example.headers().forEach(header -> request.header(header.getKey(), String.valueOf(header.getValue())));
        return noted(call, registry.send(request));
    }
}
