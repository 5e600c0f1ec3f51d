package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.AppView;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
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
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Organisations, apps, locks and bans from REST to what an edge is told to do, with the edge played by this test. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class BindingIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TopicNames TOPICS = new TopicNames("bindingit.");
    private static final EdgeId EDGE = new EdgeId("edge-1");
    private static final String MODEL = "DL3785W";

    private TestKafka kafka;
    private RunningRegistry registry;
    private Pool database;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        kafka.createTopic(TOPICS.down(EDGE), 1, Map.of());
        registry = RunningRegistry.start(kafka, fresh, TOPICS.prefix());
        database = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(fresh.uri()).addProperty("search_path", "registry"))
                .using(registry.vertx)
                .build();
        registry.createProduct(MODEL);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void anOrganisationHasANumberThatEveryParserCanHold() throws Exception {
        HttpResponse<String> created = registry.post("/v1/groups", "{\"name\":\"得力\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        JsonObject group = new JsonObject(created.body());
        assertThat(group.getLong("group_id")).isBetween(1000L, (1L << 53) - 1);
        String path = "/v1/groups/" + group.getLong("group_id");
        assertThat(created.headers().firstValue("Location")).contains(path);
        assertThat(new JsonObject(registry.get(path).body())).isEqualTo(group);
        assertThat(new JsonObject(registry.get("/v1/groups").body()).getJsonArray("items"))
                .contains(group);
        assertThat(registry.get("/v1/groups/1").statusCode()).isEqualTo(404);
        assertThat(registry.get("/v1/groups/x").statusCode()).isEqualTo(404);
        assertThat(registry.post("/v1/groups", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void listsOfNumbersGoOnWhereAPageEnded() throws Exception {
        long first = group("first of three");
        group("second of three");
        long third = group("third of three");
        JsonObject page = new JsonObject(registry.get("/v1/groups?page_size=2").body());
        assertThat(page.getJsonArray("items")).hasSize(2);
        String token = page.getString("next_page_token");
        assertThat(token).isNotEmpty();
        JsonObject next = new JsonObject(
                registry.get("/v1/groups?page_size=500&page_token=" + token).body());
        List<Long> rest = next.getJsonArray("items").stream()
                .map(each -> ((JsonObject) each).getLong("group_id"))
                .toList();
        assertThat(rest).isSorted().contains(third).doesNotContain(1000L);
        assertThat(first).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void anAppIsThereWithItsTopicsAndCanBeChanged() throws Exception {
        HttpResponse<String> created = registry.post(
                "/v1/apps", "{\"name\":\"Attendance\",\"icon\":\"https://i/1.png\",\"products\":[\"" + MODEL + "\"]}");
        assertThat(created.statusCode()).isEqualTo(201);
        JsonObject app = new JsonObject(created.body());
        long id = app.getLong("service_id");
        assertThat(id).isBetween(1000L, (1L << 53) - 1);
        assertThat(app.getString("status")).isEqualTo("enabled");
        assertThat(kafka.records("bindingit.app." + id + ".in")).isEmpty();
        assertThat(kafka.records("bindingit.app." + id + ".out")).isEmpty();
        assertThat(new JsonObject(registry.get("/v1/apps/" + id).body())).isEqualTo(app);
        assertThat(new JsonObject(registry.get("/v1/apps").body()).getJsonArray("items"))
                .contains(app);

        HttpResponse<String> changed =
                registry.call("PATCH", "/v1/apps/" + id, "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(changed.body()).getString("status")).isEqualTo("disabled");
        assertThat(new JsonObject(changed.body()).getString("name")).isEqualTo("Attendance");
        assertThat(changed.headers().firstValue("ETag"))
                .isNotEqualTo(created.headers().firstValue("ETag"));
    }

    @Test
    void anAppForAProductThatDoesNotExistIsRefusedWithItsPlace() throws Exception {
        HttpResponse<String> refused =
                registry.post("/v1/apps", "{\"name\":\"x\",\"products\":[\"" + MODEL + "\",\"NONE\"]}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(refused.body()).getString("pointer")).isEqualTo("/products/1");
        long id = app(MODEL);
        assertThat(registry.call("PATCH", "/v1/apps/" + id, "{\"products\":[\"NONE\"]}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(422);
        assertThat(registry.call("PATCH", "/v1/apps/1", "{\"name\":\"y\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @Tag("R107")
    void aBoundDeviceHearsOfItInTheNameOfTheUserAndOnlyOnce() throws Exception {
        DeviceId device = online("BOUND");
        long group = group("Org A");
        HttpResponse<String> bound = bind(device, group, "u-17");
        assertThat(bound.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(bound.body()).getLong("group_id")).isEqualTo(group);
        assertThat(bind(device, group, "u-17").statusCode()).isEqualTo(200);
        put(device, "/apps/" + app(MODEL), 200);

        List<JsonObject> heard = awaitMessages(device, 2);
        JsonObject notice = heard.get(0);
        assertThat(notice.getInteger("action")).isEqualTo(203);
        assertThat(notice.getString("from")).isEqualTo("u-17");
        assertThat(notice.getString("to")).isEqualTo(device.value());
        assertThat(notice.getString("mid")).isNotEmpty();
        assertThat(notice.getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("group_id", group)
                        .put("name", "Org A")
                        .put("status", 1));
        assertThat(heard.get(1).getInteger("action")).isEqualTo(204);
        assertThat(registry.device(device.value()).getLong("group_id")).isEqualTo(group);
        JsonObject event = awaitEvent(device, "bound");
        assertThat(event.getLong("group_id")).isEqualTo(group);
        assertThat(event.getString("user_id")).isEqualTo("u-17");
    }

    @Test
    @Tag("R108")
    void aDeviceThatMovesHearsOfTheEndBeforeTheBeginning() throws Exception {
        DeviceId device = online("MOVES");
        long first = group("From");
        long second = group("To");
        assertThat(bind(device, first, null).statusCode()).isEqualTo(200);
        assertThat(delete(device, "/group?user_id=u-1").statusCode()).isEqualTo(204);
        assertThat(delete(device, "/group?user_id=").statusCode()).isEqualTo(204);
        assertThat(registry.device(device.value()).getValue("group_id")).isNull();
        assertThat(bind(device, second, null).statusCode()).isEqualTo(200);

        assertThat(awaitMessages(device, 3).stream()
                        .map(message -> message.getString("from") + " "
                                + message.getJsonObject("data").getLong("group_id") + " "
                                + message.getJsonObject("data").getInteger("status")))
                .containsExactly("system " + first + " 1", "u-1 " + first + " 0", "system " + second + " 1");
    }

    @Test
    @Tag("R110")
    void aDeviceOfAnotherOrganisationIsNotTaken() throws Exception {
        DeviceId device = online("TAKEN");
        long owner = group("Owner");
        assertThat(bind(device, owner, null).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = bind(device, group("Thief"), null);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(registry.device(device.value()).getLong("group_id")).isEqualTo(owner);
        put(device, "/apps/" + app(MODEL), 200);
        assertThat(awaitMessages(device, 2).stream().map(message -> message.getInteger("action")))
                .containsExactly(203, 204);
    }

    @Test
    void whatDoesNotExistCannotBeBound() throws Exception {
        DeviceId device = online("NOTHING");
        HttpResponse<String> unknown = bind(device, 999_999, null);
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(unknown.body()).getString("pointer")).isEqualTo("/group_id");
        assertThat(bind(new DeviceId("NOBODY"), group("x"), null).statusCode()).isEqualTo(404);
        assertThat(delete(new DeviceId("NOBODY"), "/group").statusCode()).isEqualTo(404);
        put(device, "/apps/999999", 404);
        assertThat(delete(device, "/apps/999999").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("R111")
    void anAppIsBoundToADeviceOfNobodyAndTheDeviceHearsOfIt() throws Exception {
        DeviceId device = online("APPS");
        long app = app(MODEL);
        put(device, "/apps/" + app, 200);
        put(device, "/apps/" + app + "?user_id=u-2", 200);
        assertThat(registry.device(device.value()).getJsonArray("apps")).isEqualTo(new JsonArray().add(app));
        assertThat(delete(device, "/apps/" + app + "?user_id=u-3").statusCode()).isEqualTo(204);
        assertThat(delete(device, "/apps/" + app).statusCode()).isEqualTo(204);
        assertThat(registry.device(device.value()).getJsonArray("apps")).isEmpty();
        assertThat(bind(device, group("last"), null).statusCode()).isEqualTo(200);

        List<JsonObject> heard = awaitMessages(device, 3);
        assertThat(heard.get(0).getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("service_id", app)
                        .put("name", "App")
                        .put("icon", "https://i/2.png")
                        .put("status", 1));
        assertThat(heard.get(0).getString("from")).isEqualTo("system");
        assertThat(heard.get(1).getJsonObject("data").getInteger("status")).isZero();
        assertThat(heard.get(1).getString("from")).isEqualTo("u-3");
        assertThat(heard.get(2).getInteger("action")).isEqualTo(203);
        JsonObject event = awaitEvent(device, "app-bound");
        assertThat(event.getLong("service_id")).isEqualTo(app);
        assertThat(event.getValue("group_id")).isNull();
        assertThat(event.getJsonObject("product"))
                .isEqualTo(
                        new JsonObject().put("model", MODEL).put("type", "KQ").put("name", MODEL));
        assertThat(event.getInteger("status")).isEqualTo(1);
    }

    @Test
    void anAppThatIsDisabledOrNotForTheProductIsNotBound() throws Exception {
        DeviceId device = online("REFUSED");
        long app = app(MODEL);
        assertThat(registry.call("PATCH", "/v1/apps/" + app, "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
        put(device, "/apps/" + app, 422);
        registry.createProduct("OTHER");
        put(device, "/apps/" + app("OTHER"), 422);
        assertThat(registry.device(device.value()).getJsonArray("apps")).isEmpty();
    }

    @Test
    @Tag("R108")
    void aReleasedDeviceLosesItsAppsAndEachIsTold() throws Exception {
        DeviceId device = online("RELEASED");
        long group = group("Ends");
        long first = app(MODEL);
        long second = app(MODEL);
        assertThat(bind(device, group, null).statusCode()).isEqualTo(200);
        put(device, "/apps/" + second, 200);
        put(device, "/apps/" + first, 200);
        assertThat(delete(device, "/group").statusCode()).isEqualTo(204);
        assertThat(registry.device(device.value()).getJsonArray("apps")).isEmpty();
        List<JsonObject> heard = awaitMessages(device, 6);
        assertThat(heard.subList(3, 6).stream()
                        .map(JsonObject::copy)
                        .map(message -> message.getInteger("action")
                                + " " + message.getJsonObject("data").getInteger("status") + " "
                                + message.getJsonObject("data").getLong("service_id")))
                .containsExactly("203 0 null", "204 0 " + first, "204 0 " + second);
        assertThat(awaitEvent(device, "app-unbound").getLong("group_id")).isEqualTo(group);
    }

    @Test
    void aBindingThatItsCallerHasNotSeenIsNotChanged() throws Exception {
        DeviceId device = online("SEEN");
        String tag = registry.get("/v1/devices/" + device)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(bind(device, group("Seen"), null).statusCode()).isEqualTo(200);
        assertThat(unbindIf(device, tag)).isEqualTo(412);
        String fresh = registry.get("/v1/devices/" + device)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(unbindIf(device, fresh)).isEqualTo(204);
    }

    @Test
    @Tag("R107")
    void aDeviceHearsOfItsBindingWhateverCommandsItsProductTakes() throws Exception {
        assertThat(registry.post("/v1/products", "{\"model\":\"DEAF\",\"type\":\"KQ\",\"actions\":[]}")
                        .statusCode())
                .isEqualTo(201);
        DeviceId device = online("DEAF_1", "DEAF");
        assertThat(bind(device, group("Heard"), null).statusCode()).isEqualTo(200);
        assertThat(awaitMessages(device, 1).get(0).getInteger("action")).isEqualTo(203);
    }

    @Test
    @Tag("R109")
    void aDeviceThatWasAwayHearsOnceOfTheLastStateWhenItConnects() throws Exception {
        DeviceId device = online("AWAY");
        offline(device);
        long first = group("Before");
        long second = group("After");
        assertThat(bind(device, first, null).statusCode()).isEqualTo(200);
        assertThat(delete(device, "/group").statusCode()).isEqualTo(204);
        assertThat(bind(device, second, "u-9").statusCode()).isEqualTo(200);
        long app = app(MODEL);
        put(device, "/apps/" + app, 200);
        Await.until(LIMIT, "the outbox to be empty", () -> outbox() == 0);
        assertThat(messages(device)).isEmpty();

        connect(device);
        List<JsonObject> heard = awaitMessages(device, 2);
        assertThat(heard.get(0).getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("group_id", second)
                        .put("name", "After")
                        .put("status", 1));
        assertThat(heard.get(0).getString("from")).isEqualTo("u-9");
        assertThat(heard.get(1).getJsonObject("data").getLong("service_id")).isEqualTo(app);

        // The first is acknowledged, the second is not.
        List<ConsumerRecord<String, byte[]>> down = down(device);
        receipt(down.get(0), "delivered");
        receipt(down.get(1), "not-acknowledged");
        Await.until(LIMIT, "the acknowledged notice to be forgotten", () -> pending(device) == 1);
        offline(device);
        connect(device);
        List<JsonObject> again = awaitMessages(device, 3);
        assertThat(again.get(2).getInteger("action")).isEqualTo(204);
        assertThat(again.get(2).getString("mid")).isEqualTo(heard.get(1).getString("mid"));
        receipt(down(device).get(2), "delivered");
        Await.until(LIMIT, "every notice to be forgotten", () -> pending(device) == 0);
        offline(device);
        connect(device);
        assertThat(bind(device, second, null).statusCode()).isEqualTo(200);
        assertThat(delete(device, "/group").statusCode()).isEqualTo(204);
        assertThat(awaitMessages(device, 5).subList(3, 5).stream().map(message -> message.getInteger("action")))
                .containsExactly(203, 204);
    }

    @Test
    @Tag("R109")
    void aReceiptOfAnOlderStateDoesNotEndANewerNotice() throws Exception {
        DeviceId device = online("OLDER");
        long group = group("Older");
        assertThat(bind(device, group, null).statusCode()).isEqualTo(200);
        assertThat(delete(device, "/group").statusCode()).isEqualTo(204);
        awaitMessages(device, 2);
        List<ConsumerRecord<String, byte[]>> down = down(device);
        receipt(down.get(0), "delivered");
        DeviceId other = online("OLDER_2");
        assertThat(bind(other, group, null).statusCode()).isEqualTo(200);
        awaitMessages(other, 1);
        receipt(down(other).get(0), "delivered");
        Await.until(LIMIT, "later receipts to be handled", () -> pending(other) == 0);
        assertThat(pending(device)).isEqualTo(1);
        receipt(down.get(1), "delivered");
        Await.until(LIMIT, "the newest to be forgotten", () -> pending(device) == 0);
    }

    @Test
    @Tag("R132")
    void whoPassesMessagesOnSeesBindingsLocksAndAppsAtOnce() throws Exception {
        DeviceId device = online("VIEWED");
        AppId app = new AppId(app(MODEL));
        RegistryView view = new RegistryView(registry.vertx, registry.member, ViewLimits.defaults());
        assertThat(RunningRegistry.result(view.app(app)).orElseThrow())
                .isEqualTo(new AppView(app, "App", true, List.of(new ProductModel(MODEL))));
        assertThat(viewed(view, device).apps()).isEmpty();
        long group = group("Viewed");
        assertThat(bind(device, group, null).statusCode()).isEqualTo(200);
        put(device, "/apps/" + app, 200);
        Duration soon = Duration.ofSeconds(5);
        Await.until(
                soon,
                "the bindings",
                () -> viewed(view, device).apps().equals(List.of(app))
                        && new GroupId(group).equals(viewed(view, device).group()));
        assertThat(delete(device, "/apps/" + app).statusCode()).isEqualTo(204);
        assertThat(standing(device, "lock")).isEqualTo("locked");
        Await.until(
                soon,
                "the end of the binding",
                () -> viewed(view, device).apps().isEmpty()
                        && viewed(view, device).status() == DeviceStatus.LOCKED);
        assertThat(registry.call("PATCH", "/v1/apps/" + app, "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
        Await.until(
                soon,
                "the disabled app",
                () -> !RunningRegistry.result(view.app(app)).orElseThrow().enabled());
        view.close();
    }

    private static DeviceView viewed(RegistryView view, DeviceId device) throws Exception {
        return RunningRegistry.result(view.device(device)).orElseThrow();
    }

    @Test
    void aLockIsSeenAtOnceAndAnEventTellsOfItOnce() throws Exception {
        DeviceId device = online("LOCKED");
        assertThat(standing(device, "lock")).isEqualTo("locked");
        assertThat(standing(device, "lock")).isEqualTo("locked");
        assertThat(standing(device, "ban")).isEqualTo("banned");
        assertThat(standing(device, "unban")).isEqualTo("locked");
        assertThat(standing(device, "unlock")).isEqualTo("normal");
        assertThat(standing(device, "unlock")).isEqualTo("normal");
        awaitEvent(device, "unlocked");
        assertThat(events(device)).containsExactly("registered", "locked", "banned", "unbanned", "unlocked");
        assertThat(registry.post("/v1/devices/NOBODY:lock", "").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("R14")
    void aBanEndsTheSessionAndALateSessionToo() throws Exception {
        DeviceId device = online("BANNED");
        assertThat(standing(device, "ban")).isEqualTo("banned");
        Await.until(LIMIT, "the close record", () -> down(device).size() == 1);
        assertThat(header(down(device).get(0), DeliHeaders.CLOSE)).isEqualTo("banned");
        assertThat(down(device).get(0).value()).isEmpty();
        connect(device);
        Await.until(
                LIMIT,
                "the close record of the late session",
                () -> down(device).size() == 2);
        assertThat(header(down(device).get(1), DeliHeaders.CLOSE)).isEqualTo("banned");
    }

    @Test
    @Tag("R14")
    void aDisabledProductEndsItsSessionsOnEveryEdgeAndALateOneToo() throws Exception {
        registry.createProduct("ENDS");
        DeviceId device = online("ENDS_1", "ENDS");
        assertThat(registry.call("PATCH", "/v1/products/ENDS", "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
        Await.until(LIMIT, "the product's close record", () -> down("ENDS").size() == 1);
        assertThat(header(down("ENDS").get(0), DeliHeaders.CLOSE_PRODUCT)).isEqualTo("product-disabled");
        connect(device, "ENDS");
        Await.until(
                LIMIT,
                "the close record of the late session",
                () -> down(device).size() == 1);
        assertThat(header(down(device).get(0), DeliHeaders.CLOSE)).isEqualTo("product-disabled");
    }

    @Test
    @Tag("R85")
    void aDeviceThatEndsItsBindingGetsTheAnswerAndNoNotices() throws Exception {
        DeviceId device = online("LEAVES");
        long group = group("Left");
        assertThat(bind(device, group, null).statusCode()).isEqualTo(200);
        put(device, "/apps/" + app(MODEL), 200);
        awaitMessages(device, 2);
        unbindRequest(device, "m-1", 4711);

        JsonObject reply = awaitMessages(device, 3).get(2);
        assertThat(reply.getInteger("action")).isEqualTo(104);
        assertThat(reply.getValue("mid")).isEqualTo(4711);
        assertThat(reply.getJsonObject("data").getInteger("code")).isZero();
        ConsumerRecord<String, byte[]> record = down(device).get(2);
        assertThat(header(record, DeliHeaders.MESSAGE_ID)).isEqualTo("m-1:reply");
        assertThat(header(record, DeliHeaders.ACTION)).isEqualTo("104");
        assertThat(header(record, DeliHeaders.EPOCH)).isEqualTo("3");
        JsonObject released = registry.device(device.value());
        assertThat(released.getValue("group_id")).isNull();
        assertThat(released.getJsonArray("apps")).isEmpty();
        assertThat(awaitEvent(device, "app-unbound").getLong("group_id")).isEqualTo(group);
        assertThat(pending(device)).isZero();
        assertThat(number("SELECT count(*) AS n FROM audit WHERE actor = 'device:LEAVES' AND action = 'unbindDevice'"))
                .isEqualTo(1);
    }

    @Test
    @Tag("R87")
    void aRepeatedRequestIsAnsweredAgainButEndsNoLaterBinding() throws Exception {
        DeviceId device = online("REPEATS");
        unbindRequest(device, "m-2", 1);
        assertThat(awaitMessages(device, 1).get(0).getJsonObject("data").getInteger("code"))
                .isZero();
        long group = group("Later");
        assertThat(bind(device, group, null).statusCode()).isEqualTo(200);
        unbindRequest(device, "m-2", 1);
        List<JsonObject> heard = awaitMessages(device, 3);
        assertThat(heard.get(1).getInteger("action")).isEqualTo(203);
        assertThat(heard.get(2).getInteger("action")).isEqualTo(104);
        assertThat(registry.device(device.value()).getLong("group_id")).isEqualTo(group);
        unbindRequest(device, "m-3", 1);
        awaitMessages(device, 4);
        assertThat(registry.device(device.value()).getValue("group_id")).isNull();
    }

    @Test
    @Tag("R87")
    void aDeviceThatTheRegistryHasNotSeenYetIsBoundToNobody() throws Exception {
        DeviceId device = new DeviceId("UNSEEN");
        unbindRequest(device, "m-4", 1);
        assertThat(awaitMessages(device, 1).get(0).getJsonObject("data").getInteger("code"))
                .isZero();
    }

    /** What the dispatcher hands on. */
    private void unbindRequest(DeviceId device, String messageId, int mid) {
        var record = new ProducerRecord<>(
                TOPICS.registryWrites(),
                device.value(),
                ("{\"mid\":" + mid + ",\"from\":\"" + device + "\",\"time\":1,\"action\":104}")
                        .getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EDGE, EDGE.value());
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, "3");
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, messageId);
        assertThat(kafka.produce(record).hasOffset()).isTrue();
    }

    private long group(String name) throws Exception {
        HttpResponse<String> created =
                registry.post("/v1/groups", new JsonObject().put("name", name).encode());
        assertThat(created.statusCode()).isEqualTo(201);
        return new JsonObject(created.body()).getLong("group_id");
    }

    private long app(String model) throws Exception {
        HttpResponse<String> created = registry.post(
                "/v1/apps", "{\"name\":\"App\",\"icon\":\"https://i/2.png\",\"products\":[\"" + model + "\"]}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return new JsonObject(created.body()).getLong("service_id");
    }

    private HttpResponse<String> bind(DeviceId device, long group, @Nullable String user) throws Exception {
        JsonObject body = new JsonObject().put("group_id", group);
        if (user != null) {
            body.put("user_id", user);
        }
        return registry.call("PUT", "/v1/devices/" + device + "/group", body.encode(), RunningRegistry.ADMIN_KEY);
    }

    private void put(DeviceId device, String path, int status) throws Exception {
        assertThat(registry.call("PUT", "/v1/devices/" + device + path, null, RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(status);
    }

    private HttpResponse<String> delete(DeviceId device, String path) throws Exception {
        return registry.call("DELETE", "/v1/devices/" + device + path, null, RunningRegistry.ADMIN_KEY);
    }

    private int unbindIf(DeviceId device, String tag) throws Exception {
        return registry.send(registry.request("/v1/devices/" + device + "/group", RunningRegistry.ADMIN_KEY)
                        .DELETE()
                        .header("If-Match", tag))
                .statusCode();
    }

    private String standing(DeviceId device, String verb) throws Exception {
        HttpResponse<String> done =
                registry.call("POST", "/v1/devices/" + device + ":" + verb, null, RunningRegistry.ADMIN_KEY);
        assertThat(done.statusCode()).isEqualTo(200);
        return new JsonObject(done.body()).getString("status");
    }

    private DeviceId online(String id) throws Exception {
        return online(id, MODEL);
    }

    private DeviceId online(String id, String model) throws Exception {
        DeviceId device = new DeviceId(id);
        connect(device, model);
        return device;
    }

    private void connect(DeviceId device) throws Exception {
        connect(device, MODEL);
    }

    /** Returns when the registry knows of the session. */
    private void connect(DeviceId device, String model) throws Exception {
        SessionRecord record =
                new SessionRecord.Online(device, new ProductModel(model), EDGE, Instant.now(), "127.0.0.1");
        var stored = kafka.produce(TOPICS.sessions(), device.value(), record.toValue());
        Await.until(
                LIMIT,
                device + " to be online",
                () -> number("SELECT session_epoch AS n FROM devices WHERE device_id = '" + device + "'")
                        >= stored.offset());
    }

    private void offline(DeviceId device) throws Exception {
        long epoch = number("SELECT session_epoch AS n FROM devices WHERE device_id = '" + device + "'");
        SessionRecord record =
                new SessionRecord.Offline(device, new ProductModel(MODEL), EDGE, epoch, Instant.now(), "disconnected");
        var stored = kafka.produce(TOPICS.sessions(), device.value(), record.toValue());
        assertThat(stored.hasOffset()).isTrue();
        Await.until(
                LIMIT,
                device + " to be offline",
                () -> !registry.device(device.value()).getBoolean("online"));
    }

    private List<JsonObject> awaitMessages(DeviceId device, int count) {
        Await.until(
                LIMIT, count + " messages for " + device, () -> messages(device).size() >= count);
        assertThat(messages(device)).hasSize(count);
        return messages(device);
    }

    private List<JsonObject> messages(DeviceId device) {
        return down(device).stream()
                .map(record -> new JsonObject(new String(record.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    private List<ConsumerRecord<String, byte[]>> down(DeviceId device) {
        return down(device.value());
    }

    private List<ConsumerRecord<String, byte[]>> down(String key) {
        return kafka.records(TOPICS.down(EDGE)).stream()
                .filter(record -> record.key().equals(key))
                .toList();
    }

    /** What the edge would report. */
    private void receipt(ConsumerRecord<String, byte[]> down, String outcome) throws Exception {
        ProducerRecord<String, byte[]> receipt = new ProducerRecord<>(
                TOPICS.receipts(),
                null,
                down.key(),
                new JsonObject()
                        .put("device_id", down.key())
                        .put("outcome", outcome)
                        .put("edge", EDGE.value())
                        .put("time", 0)
                        .toBuffer()
                        .getBytes(),
                down.headers());
        assertThat(kafka.produce(receipt).hasOffset()).isTrue();
    }

    private JsonObject awaitEvent(DeviceId device, String event) {
        Await.until(LIMIT, event + " of " + device, () -> events(device).contains(event));
        return kafka.records(TOPICS.events()).stream()
                .filter(record -> record.key().equals(device.value()) && event.equals(kind(record)))
                .map(record -> new JsonObject(new String(record.value(), StandardCharsets.UTF_8)))
                .findFirst()
                .orElseThrow();
    }

    private List<String> events(DeviceId device) {
        return kafka.records(TOPICS.events()).stream()
                .filter(record -> record.key().equals(device.value()))
                .map(BindingIT::kind)
                .toList();
    }

    private static String kind(ConsumerRecord<String, byte[]> record) {
        String type = header(record, "ce_type");
        return type.substring("cloud.deli.device.".length(), type.length() - ".v1".length());
    }

    private long outbox() throws Exception {
        return number("SELECT count(*) AS n FROM outbox");
    }

    private long pending(DeviceId device) throws Exception {
        return number("SELECT count(*) AS n FROM notices WHERE device_id = '" + device + "'");
    }

    private long number(String sql) throws Exception {
        var rows = RunningRegistry.result(database.query(sql).execute());
        return rows.size() == 0 ? -1 : rows.iterator().next().getLong("n");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
    }
}
