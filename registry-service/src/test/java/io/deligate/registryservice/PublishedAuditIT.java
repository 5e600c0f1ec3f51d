package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Other services write into the audit, and REST shows it as one. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
class PublishedAuditIT {
    @Test
    @Tag("R150")
    void whatAnotherServiceWritesStandsInItsPlaceAmongTheRegistrysOwn(TestKafka kafka, TestDatabase database)
            throws Exception {
        try (RunningRegistry registry = RunningRegistry.start(kafka, database, "publishedaudit.")) {
            assertThat(registry.createProduct("BEFORE")).isNotEmpty();
            try (var connection = DriverManager.getConnection(database.jdbcUrl());
                    var statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("INSERT INTO registry.published_audit"
                                + " (at, actor, actor_name, action, target, detail) VALUES"
                                + " (now(), 'key:k', 'console', 'startRollout', 'rollout:r-1', '{\"reason\":\"\"}')"))
                        .isEqualTo(1);
            }
            assertThat(registry.createProduct("AFTER")).isNotEmpty();

            JsonArray items =
                    new JsonObject(registry.get("/v1/audit?page_size=3").body()).getJsonArray("items");

            assertThat(items.stream().map(item -> ((JsonObject) item).getString("target")))
                    .containsExactly("product:AFTER", "rollout:r-1", "product:BEFORE");
            assertThat(registry.get("/v1/audit?actor=key:k").body()).contains("startRollout");
        }
    }
}
