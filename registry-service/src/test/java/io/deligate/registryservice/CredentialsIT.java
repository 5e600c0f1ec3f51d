package io.deligate.registryservice;

import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.CredentialVerifier;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductKey;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialsIT {
    private static final String PRE = "PRE1";
    private static final TopicNames TOPICS = new TopicNames("credentials.");
    private static final EdgeId EDGE = new EdgeId("e1");
    private static final Duration SOON = Duration.ofSeconds(10);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestKafka kafka;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RegistryView view;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        database = fresh;
        kafka = broker;
        kafka.createTopic(TOPICS.down(EDGE), 1, Map.of());
        registry = RunningRegistry.start(kafka, database, "credentials.");
        view = new RegistryView(registry.vertx, registry.member, ViewLimits.defaults());
        HttpResponse<String> created =
                registry.post("/v1/products", "{\"model\":\"PRE1\",\"type\":\"KQ\",\"auth\":\"pre-registered\"}");
        assertThat(created.statusCode()).isEqualTo(201);
    }

    @AfterAll
    void stop() {
        view.close();
        registry.close();
    }

    private JsonObject create(String body) throws Exception {
        HttpResponse<String> created = registry.post("/v1/devices", body);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return new JsonObject(created.body());
    }

    private JsonObject add(String id, String body) throws Exception {
        HttpResponse<String> added = registry.post("/v1/devices/" + id + "/credentials", body);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        return new JsonObject(added.body());
    }

    private JsonArray list(String id) throws Exception {
        return new JsonObject(registry.get("/v1/devices/" + id + "/credentials").body()).getJsonArray("items");
    }

    private List<CredentialVerifier> known(String id) throws Exception {
        return result(view.device(new DeviceId(id)))
                .map(DeviceView::credentials)
                .orElseThrow();
    }

    private boolean opens(String id, String username, String password, Instant at) throws Exception {
        return known(id).stream().anyMatch(pair -> pair.matches(username, password) && pair.isValidAt(at));
    }

    @Test
    @Tag("R11")
    void aDeviceIsRegisteredWithAPairOfItsOwnThatIsShownOnce() throws Exception {
        HttpResponse<String> created =
                registry.post("/v1/devices", "{\"device_id\":\"any-id_1\",\"product\":\"PRE1\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains("/v1/devices/any-id_1");
        assertThat(created.headers().firstValue("Cache-Control")).contains("no-store");
        JsonObject device = new JsonObject(created.body());
        String password = device.getString("password");
        assertThat(device.getString("username")).isEqualTo("any-id_1");
        assertThat(password).matches("[A-Za-z0-9_-]{32}");
        assertThat(device.getString("product")).isEqualTo(PRE);
        assertThat(device.getString("status")).isEqualTo("normal");

        assertThat(opens("any-id_1", "any-id_1", password, Instant.now())).isTrue();
        assertThat(opens("any-id_1", "any-id_1", password + "x", Instant.now())).isFalse();
        assertThat(registry.get("/v1/devices/any-id_1").body()).doesNotContain(password);
        assertThat(registry.get("/v1/devices/any-id_1/credentials").body())
                .doesNotContain(password)
                .contains(device.getString("secret_id"));
    }

    @Test
    @Tag("R148")
    void theDatabaseHoldsNothingThatOpens() throws Exception {
        JsonObject device = create(
                "{\"device_id\":\"dumped\",\"product\":\"PRE1\",\"username\":\"account\",\"password\":\"plain-to-see\"}");
        assertThat(device.getString("username")).isEqualTo("account");
        assertThat(device.containsKey("password")).isFalse();
        StringBuilder dump = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT s::text FROM registry.device_secrets s WHERE device_id = 'dumped'
                        UNION ALL SELECT o::text FROM registry.outbox o
                        UNION ALL SELECT a::text FROM registry.audit a""")) {
            while (rows.next()) {
                dump.append(rows.getString(1)).append('\n');
            }
        }
        assertThat(dump.toString()).contains("account").doesNotContain("plain-to-see");
        assertThat(opens("dumped", "account", "plain-to-see", Instant.now())).isTrue();
    }

    @Test
    void aDeviceIsRegisteredOnce() throws Exception {
        String password =
                create("{\"device_id\":\"once\",\"product\":\"PRE1\"}").getString("password");
        HttpResponse<String> again =
                registry.post("/v1/devices", "{\"device_id\":\"once\",\"product\":\"PRE1\",\"password\":\"other\"}");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).doesNotContain(password).doesNotContain("other");
        assertThat(list("once")).hasSize(1);
        assertThat(opens("once", "once", "other", Instant.now())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"device_id\":\"bad\",\"product\":\"NOSUCH\"}                      | 422 | /product",
                "{\"device_id\":\"a b\",\"product\":\"PRE1\"}                        | 400 | /device_id",
                "{\"device_id\":\"bad\"}                                            | 400 | /product",
                "{\"device_id\":\"bad\",\"product\":\"PRE1\",\"password\":\"\"}        | 400 | /password",
                "{\"device_id\":\"bad\",\"product\":\"PRE1\",\"password\":\"a\\nb\"}   | 400 | /password",
                "{\"device_id\":\"bad\",\"product\":\"PRE1\",\"username\":7}           | 400 | /username",
                "{\"device_id\":\"bad\",\"product\":\"PRE1\",\"pass\":\"x\"}           | 400 | /pass",
            })
    void whatIsWrongIsSaidAndNothingIsRegistered(String body, int status, String pointer) throws Exception {
        HttpResponse<String> refused = registry.post("/v1/devices", body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(new JsonObject(refused.body()).getString("pointer")).isEqualTo(pointer);
        assertThat(registry.get("/v1/devices/bad").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("R11")
    void rotationOverlapsAndThenEndsTheOlderPair() throws Exception {
        String old = create("{\"device_id\":\"rotated\",\"product\":\"PRE1\"}").getString("password");
        assertThat(opens("rotated", "rotated", old, Instant.now())).isTrue();
        JsonObject added = add("rotated", "{\"username\":\"second\",\"overlap_s\":3600}");
        String fresh = added.getString("password");

        Await.until(SOON, "the new pair", () -> opens("rotated", "second", fresh, Instant.now()));
        assertThat(opens("rotated", "rotated", old, Instant.now())).isTrue();
        Instant later = Instant.now().plusSeconds(3_700);
        assertThat(opens("rotated", "rotated", old, later)).isFalse();
        assertThat(opens("rotated", "second", fresh, later)).isTrue();
        assertThat(list("rotated")).hasSize(2);
        assertThat(list("rotated").getJsonObject(0).getString("secret_id")).isEqualTo(added.getString("secret_id"));
    }

    @Test
    @Tag("R12")
    void anEndedPairOpensNothingClosesTheSessionAndLeavesNoWayBackToTheProductKey() throws Exception {
        JsonObject device = create("{\"device_id\":\"ended\",\"product\":\"PRE1\"}");
        String password = device.getString("password");
        assertThat(opens("ended", "ended", password, Instant.now())).isTrue();
        SessionRecord session = new SessionRecord.Online(
                new DeviceId("ended"), new ProductModel(PRE), EDGE, Instant.now(), "127.0.0.1");
        assertThat(kafka.produce(TOPICS.sessions(), "ended", session.toValue()).hasOffset())
                .isTrue();
        Await.until(SOON, "the session", () -> registry.device("ended").getBoolean("online"));
        String path = "/v1/devices/ended/credentials/" + device.getString("secret_id");

        assertThat(registry.call("DELETE", path, null, RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(204);

        Await.until(SOON, "the end of the pair", () -> !opens("ended", "ended", password, Instant.now()));
        Await.until(
                SOON,
                "the record that closes the session",
                () -> kafka.records(TOPICS.down(EDGE)).stream()
                        .filter(record -> record.key().equals("ended"))
                        .map(record -> record.headers().lastHeader(DeliHeaders.CLOSE))
                        .anyMatch(close -> close != null
                                && new String(close.value(), StandardCharsets.US_ASCII).equals("credentials-revoked")));
        assertThat(result(view.device(new DeviceId("ended"))).orElseThrow().ownCredentials())
                .isTrue();
        assertThat(registry.call("DELETE", path + "x", null, RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPairMayBeginLaterAndEnd() throws Exception {
        String old = create("{\"device_id\":\"later\",\"product\":\"PRE1\"}").getString("password");
        add("later", """
                {"password":"tomorrow","not_before":"2100-01-01T00:00:00Z","not_after":"2100-01-02T00:00:00+02:00",
                 "overlap_s":60}""");
        Await.until(SOON, "both pairs", () -> known("later").size() == 2);
        Instant begin = Instant.parse("2100-01-01T00:00:00Z");
        assertThat(opens("later", "later", "tomorrow", begin.minusMillis(1))).isFalse();
        assertThat(opens("later", "later", "tomorrow", begin)).isTrue();
        assertThat(opens("later", "later", "tomorrow", Instant.parse("2100-01-01T22:00:00Z")))
                .isFalse();
        assertThat(opens("later", "later", old, begin.plusSeconds(59))).isTrue();
        assertThat(opens("later", "later", old, begin.plusSeconds(60))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"not_before\":\"tomorrow\"}",
                "{\"not_before\":\"2100-01-02T00:00:00Z\",\"not_after\":\"2100-01-02T00:00:00Z\"}",
                "{\"overlap_s\":-1}"
            })
    void timesThatMakeNoSenseAreRefused(String body) throws Exception {
        registry.post("/v1/devices", "{\"device_id\":\"times\",\"product\":\"PRE1\"}");
        assertThat(registry.post("/v1/devices/times/credentials", body).statusCode())
                .isEqualTo(400);
        assertThat(list("times")).hasSize(1);
    }

    @Test
    void thereAreOnlySoManyPairsUnlessTheOlderOnesEndAtOnce() throws Exception {
        create("{\"device_id\":\"many\",\"product\":\"PRE1\"}");
        for (int i = 1; i < 16; i++) {
            add("many", "");
        }
        assertThat(registry.post("/v1/devices/many/credentials", "{}").statusCode())
                .isEqualTo(409);
        String password = add("many", "{\"overlap_s\":0}").getString("password");
        Await.until(
                SOON,
                "the only valid pair",
                () -> known("many").stream()
                                .filter(pair -> pair.isValidAt(Instant.now()))
                                .toList()
                                .size()
                        == 1);
        assertThat(opens("many", "many", password, Instant.now())).isTrue();
    }

    @Test
    void noDeviceNoPairs() throws Exception {
        assertThat(registry.post("/v1/devices/nobody/credentials", "{}").statusCode())
                .isEqualTo(404);
        assertThat(registry.get("/v1/devices/nobody/credentials").statusCode()).isEqualTo(404);
    }

    @Test
    void aRotatedProductKeyIsShownOnceAndTheOlderOneEndsWithTheOverlap() throws Exception {
        String old = registry.createProduct("ROTATED");
        ProductModel model = new ProductModel("ROTATED");
        assertThat(result(view.product(model)).orElseThrow().keys()).hasSize(1);
        Instant before = Instant.now();

        HttpResponse<String> rotated = registry.post("/v1/products/ROTATED/key:rotate", "");

        assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
        JsonObject answer = new JsonObject(rotated.body());
        String fresh = answer.getString("product_key");
        Instant end = Instant.parse(answer.getString("older_keys_end_at"));
        assertThat(Duration.between(before, end))
                .isBetween(Duration.ofDays(7), Duration.ofDays(7).plus(SOON));
        Await.until(SOON, "both keys", () -> keys(model).size() == 2);
        assertThat(keys(model).get(0).secret().reveal()).isEqualTo(fresh);
        assertThat(keys(model).get(0).validUntil()).isNull();
        assertThat(keys(model).get(1).secret().reveal()).isEqualTo(old);
        assertThat(keys(model).get(1).isValidAt(end.minusSeconds(1))).isTrue();
        assertThat(keys(model).get(1).isValidAt(end.plusSeconds(1))).isFalse();

        assertThat(registry.post("/v1/products/ROTATED/key:rotate", "{\"overlap_s\":0}")
                        .statusCode())
                .isEqualTo(200);
        Await.until(SOON, "only the third key", () -> keys(model).size() == 1);
        assertThat(keys(model).get(0).secret().reveal()).isNotIn(fresh, old);
        assertThat(registry.post("/v1/products/NOSUCH/key:rotate", "{}").statusCode())
                .isEqualTo(404);
    }

    private List<ProductKey> keys(ProductModel model) throws Exception {
        return result(view.product(model)).orElseThrow().keys();
    }
}
