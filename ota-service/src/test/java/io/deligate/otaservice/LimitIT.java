package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.otaservice.api.CallsConfig;
import io.deligate.otaservice.api.ServingConfig;
import io.deligate.otaservice.s3.S3Config;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One call a second, and four at once. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int BURST = 4;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningOta ota;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database, @TempDir Path files) throws Exception {
        ServingConfig usual = RunningOta.serving(files, S3Config.none());
        ServingConfig limited = new ServingConfig(
                usual.host(),
                usual.port(),
                usual.publicUrl(),
                usual.folder(),
                usual.largestFile(),
                usual.bandwidth(),
                usual.lease(),
                usual.s3(),
                new CallsConfig(1, BURST, 1, BURST),
                usual.watch());
        ota = RunningOta.start(kafka, database, limited, "otalimit.");
    }

    @AfterAll
    void stop() throws Exception {
        ota.close();
    }

    private int status(String path, @Nullable String key) throws Exception {
        return RunningOta.HTTP
                .send(ota.request(path, key).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void callUntilRefused(String path, @Nullable String key) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            if (status(path, key) == 429) {
                return;
            }
        }
        throw new AssertionError("never refused: " + path);
    }

    @Test
    void aKeyCallsAsOftenAsAllowedAndOthersDoNotFeelIt() throws Exception {
        callUntilRefused("/v1/firmware", "viewer");

        HttpResponse<String> refused = RunningOta.HTTP.send(
                ota.request("/v1/firmware", "viewer").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(new JsonObject(refused.body()).getString("type")).endsWith(":too-often");
        assertThat(status("/v1/firmware", "operator")).isEqualTo(200);
        Await.until(SOON, "the key to call again", () -> status("/v1/firmware", "viewer") == 200);
    }

    @Test
    void guessingKeysIsLimitedByAddressAndDownloadsAreNot() throws Exception {
        callUntilRefused("/v1/firmware", "a guess");
        assertThat(status("/openapi.json", null)).isEqualTo(429);

        for (int i = 0; i < 3 * BURST; i++) {
            assertThat(status("/firmware/f-none/file.bin", null)).isEqualTo(404);
        }
        assertThat(status("/v1/rollouts", "admin")).isEqualTo(200);
    }
}
