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
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bindings of devices to organisations and apps, from REST to what an edge is told to do. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BindingIT {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private PlayedEdge edge;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        edge = new PlayedEdge(broker, fresh, "bindingit.");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    @Tag("R107")
    void aBoundDeviceHearsOfItInTheNameOfTheUserAndOnlyOnce() throws Exception {
        DeviceId device = edge.online("BOUND");
        long group = edge.group("Org A");
        HttpResponse<String> bound = edge.bind(device, group, "u-17");
        assertThat(bound.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(bound.body()).getLong("group_id")).isEqualTo(group);
        assertThat(edge.bind(device, group, "u-17").statusCode()).isEqualTo(200);
        edge.put(device, "/apps/" + edge.app(PlayedEdge.MODEL), 200);

        List<JsonObject> heard = edge.awaitMessages(device, 2);
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
        assertThat(edge.registry.device(device.value()).getLong("group_id")).isEqualTo(group);
        JsonObject event = edge.awaitEvent(device, "bound");
        assertThat(event.getLong("group_id")).isEqualTo(group);
        assertThat(event.getString("user_id")).isEqualTo("u-17");
    }

    @Test
    @Tag("R108")
    void aDeviceThatMovesHearsOfTheEndBeforeTheBeginning() throws Exception {
        DeviceId device = edge.online("MOVES");
        long first = edge.group("From");
        long second = edge.group("To");
        assertThat(edge.bind(device, first, null).statusCode()).isEqualTo(200);
        assertThat(edge.delete(device, "/group?user_id=u-1").statusCode()).isEqualTo(204);
        assertThat(edge.delete(device, "/group?user_id=").statusCode()).isEqualTo(204);
        assertThat(edge.registry.device(device.value()).getValue("group_id")).isNull();
        assertThat(edge.bind(device, second, null).statusCode()).isEqualTo(200);

        assertThat(edge.awaitMessages(device, 3).stream()
                        .map(message -> message.getString("from") + " "
                                + message.getJsonObject("data").getLong("group_id") + " "
                                + message.getJsonObject("data").getInteger("status")))
                .containsExactly("system " + first + " 1", "u-1 " + first + " 0", "system " + second + " 1");
    }

    @Test
    @Tag("R110")
    void aDeviceOfAnotherOrganisationIsNotTaken() throws Exception {
        DeviceId device = edge.online("TAKEN");
        long owner = edge.group("Owner");
        assertThat(edge.bind(device, owner, null).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = edge.bind(device, edge.group("Thief"), null);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(edge.registry.device(device.value()).getLong("group_id")).isEqualTo(owner);
        edge.put(device, "/apps/" + edge.app(PlayedEdge.MODEL), 200);
        assertThat(edge.awaitMessages(device, 2).stream().map(message -> message.getInteger("action")))
                .containsExactly(203, 204);
    }

    @Test
    void whatDoesNotExistCannotBeBound() throws Exception {
        DeviceId device = edge.online("NOTHING");
        HttpResponse<String> unknown = edge.bind(device, 999_999, null);
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(unknown.body()).getString("pointer")).isEqualTo("/group_id");
        assertThat(edge.bind(new DeviceId("NOBODY"), edge.group("x"), null).statusCode())
                .isEqualTo(404);
        assertThat(edge.delete(new DeviceId("NOBODY"), "/group").statusCode()).isEqualTo(404);
        edge.put(device, "/apps/999999", 404);
        assertThat(edge.delete(device, "/apps/999999").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("R111")
    void anAppIsBoundToADeviceOfNobodyAndTheDeviceHearsOfIt() throws Exception {
        DeviceId device = edge.online("APPS");
        long app = edge.app(PlayedEdge.MODEL);
        edge.put(device, "/apps/" + app, 200);
        edge.put(device, "/apps/" + app + "?user_id=u-2", 200);
        assertThat(edge.registry.device(device.value()).getJsonArray("apps")).isEqualTo(new JsonArray().add(app));
        assertThat(edge.delete(device, "/apps/" + app + "?user_id=u-3").statusCode())
                .isEqualTo(204);
        assertThat(edge.delete(device, "/apps/" + app).statusCode()).isEqualTo(204);
        assertThat(edge.registry.device(device.value()).getJsonArray("apps")).isEmpty();
        assertThat(edge.bind(device, edge.group("last"), null).statusCode()).isEqualTo(200);

        List<JsonObject> heard = edge.awaitMessages(device, 3);
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
        JsonObject event = edge.awaitEvent(device, "app-bound");
        assertThat(event.getLong("service_id")).isEqualTo(app);
        assertThat(event.getValue("group_id")).isNull();
        assertThat(event.getJsonObject("product"))
                .isEqualTo(new JsonObject()
                        .put("model", PlayedEdge.MODEL)
                        .put("type", "KQ")
                        .put("name", PlayedEdge.MODEL));
        assertThat(event.getInteger("status")).isEqualTo(1);
    }

    @Test
    void anAppThatIsDisabledOrNotForTheProductIsNotBound() throws Exception {
        DeviceId device = edge.online("REFUSED");
        long app = edge.app(PlayedEdge.MODEL);
        assertThat(edge.registry
                        .call("PATCH", "/v1/apps/" + app, "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
        edge.put(device, "/apps/" + app, 422);
        edge.registry.createProduct("OTHER");
        edge.put(device, "/apps/" + edge.app("OTHER"), 422);
        assertThat(edge.registry.device(device.value()).getJsonArray("apps")).isEmpty();
    }

    @Test
    @Tag("R108")
    void aReleasedDeviceLosesItsAppsAndEachIsTold() throws Exception {
        DeviceId device = edge.online("RELEASED");
        long group = edge.group("Ends");
        long first = edge.app(PlayedEdge.MODEL);
        long second = edge.app(PlayedEdge.MODEL);
        assertThat(edge.bind(device, group, null).statusCode()).isEqualTo(200);
        edge.put(device, "/apps/" + second, 200);
        edge.put(device, "/apps/" + first, 200);
        assertThat(edge.delete(device, "/group").statusCode()).isEqualTo(204);
        assertThat(edge.registry.device(device.value()).getJsonArray("apps")).isEmpty();
        List<JsonObject> heard = edge.awaitMessages(device, 6);
        assertThat(heard.subList(3, 6).stream()
                        .map(JsonObject::copy)
                        .map(message -> message.getInteger("action")
                                + " " + message.getJsonObject("data").getInteger("status") + " "
                                + message.getJsonObject("data").getLong("service_id")))
                .containsExactly("203 0 null", "204 0 " + first, "204 0 " + second);
        assertThat(edge.awaitEvent(device, "app-unbound").getLong("group_id")).isEqualTo(group);
    }

    @Test
    void aBindingThatItsCallerHasNotSeenIsNotChanged() throws Exception {
        DeviceId device = edge.online("SEEN");
        String tag = edge.registry
                .get("/v1/devices/" + device)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(edge.bind(device, edge.group("Seen"), null).statusCode()).isEqualTo(200);
        assertThat(edge.unbindIf(device, tag)).isEqualTo(412);
        String fresh = edge.registry
                .get("/v1/devices/" + device)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(edge.unbindIf(device, fresh)).isEqualTo(204);
    }

    @Test
    @Tag("R107")
    void aDeviceHearsOfItsBindingWhateverCommandsItsProductTakes() throws Exception {
        assertThat(edge.registry
                        .post("/v1/products", "{\"model\":\"DEAF\",\"type\":\"KQ\",\"actions\":[]}")
                        .statusCode())
                .isEqualTo(201);
        DeviceId device = edge.online("DEAF_1", "DEAF");
        assertThat(edge.bind(device, edge.group("Heard"), null).statusCode()).isEqualTo(200);
        assertThat(edge.awaitMessages(device, 1).get(0).getInteger("action")).isEqualTo(203);
    }

    @Test
    @Tag("R109")
    void aDeviceThatWasAwayHearsOnceOfTheLastStateWhenItConnects() throws Exception {
        DeviceId device = edge.online("AWAY");
        edge.offline(device);
        long first = edge.group("Before");
        long second = edge.group("After");
        assertThat(edge.bind(device, first, null).statusCode()).isEqualTo(200);
        assertThat(edge.delete(device, "/group").statusCode()).isEqualTo(204);
        assertThat(edge.bind(device, second, "u-9").statusCode()).isEqualTo(200);
        long app = edge.app(PlayedEdge.MODEL);
        edge.put(device, "/apps/" + app, 200);
        Await.until(PlayedEdge.LIMIT, "the outbox to be empty", () -> edge.outbox() == 0);
        assertThat(edge.messages(device)).isEmpty();

        edge.connect(device);
        List<JsonObject> heard = edge.awaitMessages(device, 2);
        assertThat(heard.get(0).getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("group_id", second)
                        .put("name", "After")
                        .put("status", 1));
        assertThat(heard.get(0).getString("from")).isEqualTo("u-9");
        assertThat(heard.get(1).getJsonObject("data").getLong("service_id")).isEqualTo(app);

        // The first is acknowledged, the second is not.
        List<ConsumerRecord<String, byte[]>> down = edge.down(device);
        edge.receipt(down.get(0), "delivered");
        edge.receipt(down.get(1), "not-acknowledged");
        Await.until(PlayedEdge.LIMIT, "the acknowledged notice to be forgotten", () -> edge.pending(device) == 1);
        edge.offline(device);
        edge.connect(device);
        List<JsonObject> again = edge.awaitMessages(device, 3);
        assertThat(again.get(2).getInteger("action")).isEqualTo(204);
        assertThat(again.get(2).getString("mid")).isEqualTo(heard.get(1).getString("mid"));
        edge.receipt(edge.down(device).get(2), "delivered");
        Await.until(PlayedEdge.LIMIT, "every notice to be forgotten", () -> edge.pending(device) == 0);
        edge.offline(device);
        edge.connect(device);
        assertThat(edge.bind(device, second, null).statusCode()).isEqualTo(200);
        assertThat(edge.delete(device, "/group").statusCode()).isEqualTo(204);
        assertThat(edge.awaitMessages(device, 5).subList(3, 5).stream().map(message -> message.getInteger("action")))
                .containsExactly(203, 204);
    }

    @Test
    @Tag("R109")
    void aReceiptOfAnOlderStateDoesNotEndANewerNotice() throws Exception {
        DeviceId device = edge.online("OLDER");
        long group = edge.group("Older");
        assertThat(edge.bind(device, group, null).statusCode()).isEqualTo(200);
        assertThat(edge.delete(device, "/group").statusCode()).isEqualTo(204);
        edge.awaitMessages(device, 2);
        List<ConsumerRecord<String, byte[]>> down = edge.down(device);
        edge.receipt(down.get(0), "delivered");
        DeviceId other = edge.online("OLDER_2");
        assertThat(edge.bind(other, group, null).statusCode()).isEqualTo(200);
        edge.awaitMessages(other, 1);
        edge.receipt(edge.down(other).get(0), "delivered");
        Await.until(PlayedEdge.LIMIT, "later receipts to be handled", () -> edge.pending(other) == 0);
        assertThat(edge.pending(device)).isEqualTo(1);
        edge.receipt(down.get(1), "delivered");
        Await.until(PlayedEdge.LIMIT, "the newest to be forgotten", () -> edge.pending(device) == 0);
    }

    @Test
    @Tag("R132")
    void whoPassesMessagesOnSeesBindingsLocksAndAppsAtOnce() throws Exception {
        DeviceId device = edge.online("VIEWED");
        AppId app = new AppId(edge.app(PlayedEdge.MODEL));
        RegistryView view = new RegistryView(edge.registry.vertx, edge.registry.member, ViewLimits.defaults());
        assertThat(RunningRegistry.result(view.app(app)).orElseThrow())
                .isEqualTo(new AppView(app, "App", true, List.of(new ProductModel(PlayedEdge.MODEL))));
        assertThat(viewed(view, device).apps()).isEmpty();
        long group = edge.group("Viewed");
        assertThat(edge.bind(device, group, null).statusCode()).isEqualTo(200);
        edge.put(device, "/apps/" + app, 200);
        Duration soon = Duration.ofSeconds(5);
        Await.until(
                soon,
                "the bindings",
                () -> viewed(view, device).apps().equals(List.of(app))
                        && new GroupId(group).equals(viewed(view, device).group()));
        assertThat(edge.delete(device, "/apps/" + app).statusCode()).isEqualTo(204);
        assertThat(edge.standing(device, "lock")).isEqualTo("locked");
        Await.until(
                soon,
                "the end of the binding",
                () -> viewed(view, device).apps().isEmpty()
                        && viewed(view, device).status() == DeviceStatus.LOCKED);
        assertThat(edge.registry
                        .call("PATCH", "/v1/apps/" + app, "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY)
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
}
