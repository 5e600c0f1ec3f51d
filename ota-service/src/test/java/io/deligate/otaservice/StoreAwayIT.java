package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The bucket goes away under a running service, and comes back. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
class StoreAwayIT {
    private static final byte[] FILE = "firmware in a bucket".getBytes(StandardCharsets.UTF_8);

    @Test
    void isToldToComeAgainAndFindsEverythingWhenItIsBack(TestKafka kafka, TestDatabase database, @TempDir Path unused)
            throws Exception {
        try (Bucket bucket = new Bucket();
                RunningOta ota =
                        RunningOta.start(kafka, database, RunningOta.serving(unused, bucket.s3()), "storeaway.")) {
            ota.registry.product("AW1");
            String url = new JsonObject(ota.upload("AW1", "1.0", FILE).body()).getString("file_path");

            bucket.goAway();

            HttpResponse<String> download = ota.send(ota.request(url, null).GET());
            assertThat(download.statusCode()).isEqualTo(503);
            assertThat(download.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(download.body()).contains("the file store does not answer");
            assertThat(ota.upload("AW1", "2.0", FILE).statusCode()).isEqualTo(503);
            assertThat(ota.upload("AW1", "2.0", new byte[RunningOta.LARGEST]).statusCode())
                    .isEqualTo(503);
            assertThat(ota.get("/v1/firmware?product=AW1").statusCode()).isEqualTo(200);

            bucket.comeBack();

            assertThat(RunningOta.HTTP
                            .send(ota.request(url, null).build(), BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(FILE);
            assertThat(bucket.files()).hasSize(1);
            assertThat(ota.upload("AW1", "2.0", FILE).statusCode()).isEqualTo(201);
        }
    }
}
