package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Organisations and cloud apps over REST. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganisationIT {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private PlayedEdge edge;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        edge = new PlayedEdge(broker, fresh, "organisationit.");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    void anOrganisationHasANumberThatEveryParserCanHold() throws Exception {
        HttpResponse<String> created = edge.registry.post("/v1/groups", "{\"name\":\"得力\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        JsonObject group = new JsonObject(created.body());
        assertThat(group.getLong("group_id")).isBetween(1000L, (1L << 53) - 1);
        String path = "/v1/groups/" + group.getLong("group_id");
        assertThat(created.headers().firstValue("Location")).contains(path);
        assertThat(new JsonObject(edge.registry.get(path).body())).isEqualTo(group);
        assertThat(new JsonObject(edge.registry.get("/v1/groups").body()).getJsonArray("items"))
                .contains(group);
        assertThat(edge.registry.get("/v1/groups/1").statusCode()).isEqualTo(404);
        assertThat(edge.registry.get("/v1/groups/x").statusCode()).isEqualTo(404);
        assertThat(edge.registry.post("/v1/groups", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void listsOfNumbersGoOnWhereAPageEnded() throws Exception {
        long first = edge.group("first of three");
        edge.group("second of three");
        long third = edge.group("third of three");
        JsonObject page =
                new JsonObject(edge.registry.get("/v1/groups?page_size=2").body());
        assertThat(page.getJsonArray("items")).hasSize(2);
        String token = page.getString("next_page_token");
        assertThat(token).isNotEmpty();
        JsonObject next = new JsonObject(edge.registry
                .get("/v1/groups?page_size=500&page_token=" + token)
                .body());
        List<Long> rest = next.getJsonArray("items").stream()
                .map(each -> ((JsonObject) each).getLong("group_id"))
                .toList();
        assertThat(rest).isSorted().contains(third).doesNotContain(1000L);
        assertThat(first).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void anAppIsThereWithItsTopicsAndCanBeChanged() throws Exception {
        HttpResponse<String> created = edge.registry.post(
                "/v1/apps",
                "{\"name\":\"Attendance\",\"icon\":\"https://i/1.png\",\"products\":[\"" + PlayedEdge.MODEL + "\"]}");
        assertThat(created.statusCode()).isEqualTo(201);
        JsonObject app = new JsonObject(created.body());
        long id = app.getLong("service_id");
        assertThat(id).isBetween(1000L, (1L << 53) - 1);
        assertThat(app.getString("status")).isEqualTo("enabled");
        assertThat(edge.kafka.records(edge.topics.prefix() + "app." + id + ".in"))
                .isEmpty();
        assertThat(edge.kafka.records(edge.topics.prefix() + "app." + id + ".out"))
                .isEmpty();
        assertThat(new JsonObject(edge.registry.get("/v1/apps/" + id).body())).isEqualTo(app);
        assertThat(new JsonObject(edge.registry.get("/v1/apps").body()).getJsonArray("items"))
                .contains(app);

        HttpResponse<String> changed =
                edge.registry.call("PATCH", "/v1/apps/" + id, "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(changed.body()).getString("status")).isEqualTo("disabled");
        assertThat(new JsonObject(changed.body()).getString("name")).isEqualTo("Attendance");
        assertThat(changed.headers().firstValue("ETag"))
                .isNotEqualTo(created.headers().firstValue("ETag"));
    }

    @Test
    void anAppForAProductThatDoesNotExistIsRefusedWithItsPlace() throws Exception {
        HttpResponse<String> refused =
                edge.registry.post("/v1/apps", "{\"name\":\"x\",\"products\":[\"" + PlayedEdge.MODEL + "\",\"NONE\"]}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(refused.body()).getString("pointer")).isEqualTo("/products/1");
        long id = edge.app(PlayedEdge.MODEL);
        assertThat(edge.registry
                        .call("PATCH", "/v1/apps/" + id, "{\"products\":[\"NONE\"]}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(422);
        assertThat(edge.registry
                        .call("PATCH", "/v1/apps/1", "{\"name\":\"y\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(404);
    }
}
