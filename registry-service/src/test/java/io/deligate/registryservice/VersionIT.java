package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a device counts as having come up with a version, and who hears of it. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class VersionIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String PREFIX = "versionit.";
    private static final String MODEL = "VERSION";

    private TestKafka kafka;
    private TestDatabase database;
    private RunningRegistry registry;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        database = fresh;
        registry = RunningRegistry.start(kafka, fresh, PREFIX);
        assertThat(registry.createProduct(MODEL)).isNotEmpty();
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void aVersionReportedInTheSessionOfTheOldOneWaitsForTheNextSession() {
        report("ONE", 7, "1.0");
        report("ONE", 7, "2.0");
        assertThat(versions("ONE", 2)).containsExactly("firmware-confirmed  1.0 true", "firmware-changed 1.0 2.0");

        report("ONE", 9, "2.0");

        assertThat(versions("ONE", 3).get(2)).isEqualTo("firmware-confirmed 1.0 2.0 true");
    }

    @Test
    void aVersionReportedByANewSessionIsOneThatTheDeviceCameUpWith() {
        report("TWO", 7, "1.0");
        assertThat(versions("TWO", 1)).hasSize(1);
        report("TWO", 7, "1.0");
        report("TWO", 8, "1.0");
        report("TWO", 9, "2.0");

        assertThat(versions("TWO", 3))
                .containsExactly(
                        "firmware-confirmed  1.0 true", "firmware-changed 1.0 2.0", "firmware-confirmed 1.0 2.0 true");
    }

    @Test
    void aVersionThatTheDeviceOnceHadIsNotItsFirstTimeAgain() {
        report("THREE", 1, "1.0");
        assertThat(versions("THREE", 1)).hasSize(1);
        report("THREE", 2, "2.0");
        assertThat(versions("THREE", 3)).hasSize(3);
        report("THREE", 3, "1.0");

        assertThat(versions("THREE", 5).get(4)).isEqualTo("firmware-confirmed 2.0 1.0 false");
    }

    @Test
    void theReportOfAnOlderSessionThatComesAgainIsNotBelieved() throws Exception {
        report("FOUR", 4, "1.0");
        report("FOUR", 5, "2.0");
        Await.until(LIMIT, "2.0", () -> version("FOUR").equals("2.0"));
        report("FOUR", 4, "1.0");
        report("FOUR", 6, "3.0");
        Await.until(LIMIT, "3.0", () -> version("FOUR").equals("3.0"));

        assertThat(events("FOUR")).doesNotContain("firmware-changed 2.0 1.0", "firmware-changed 1.0 3.0");
    }

    @Test
    void otherServicesReadItFromAView() throws Exception {
        report("FIVE", 1, "1.0");
        assertThat(versions("FIVE", 1)).hasSize(1);
        report("FIVE", 2, "2.0");
        assertThat(versions("FIVE", 3)).hasSize(3);

        try (var connection = DriverManager.getConnection(database.jdbcUrl());
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT product || ' ' || product_version || ' ' || versions_run::text"
                                + " FROM registry.published_devices WHERE device_id = 'FIVE'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("VERSION 2.0 {1.0,2.0}");
        }
    }

    private void report(String device, long epoch, String version) {
        String envelope = "{\"mid\":\"1\",\"from\":\"" + device
                + "\",\"time\":0,\"action\":101,\"data\":{\"product_version\":\"" + version + "\"}}";
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(PREFIX + "registry", device, envelope.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.PRODUCT, MODEL);
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, String.valueOf(epoch));
        kafka.produce(record);
    }

    private String version(String device) throws Exception {
        return registry.get("/v1/devices/" + device).statusCode() == 200
                ? registry.device(device).getString("product_version")
                : "";
    }

    /** The device's events about versions, when there are so many; the change from no version is left out. */
    private List<String> versions(String device, int count) {
        Await.untilAsserted(LIMIT, () -> assertThat(events(device)).hasSize(count));
        return events(device);
    }

    private List<String> events(String device) {
        List<String> events = new ArrayList<>();
        for (var record : kafka.records(PREFIX + "events")) {
            String type = DeliHeaders.text(record.headers(), "ce_type").orElse("");
            JsonObject data = new JsonObject(new String(record.value(), StandardCharsets.UTF_8));
            if (!record.key().equals(device) || (data.getString("from", "-").isEmpty() && type.contains("changed"))) {
                continue;
            }
            if (type.contains("firmware-changed")) {
                events.add("firmware-changed " + data.getString("from") + " " + data.getString("to"));
            } else if (type.contains("firmware-confirmed")) {
                events.add("firmware-confirmed " + data.getString("from") + " " + data.getString("version") + " "
                        + data.getBoolean("first"));
            }
        }
        return events;
    }
}
