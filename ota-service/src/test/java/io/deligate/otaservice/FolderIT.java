package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What only a folder can suffer. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
class FolderIT {
    private static final byte[] FILE = "firmware in a folder".getBytes(StandardCharsets.UTF_8);

    @Test
    void whatACrashLeftIsGoneAfterTheRestart(TestKafka kafka, TestDatabase database, @TempDir Path folder)
            throws Exception {
        try (RunningOta ota = RunningOta.start(kafka, database, folder, "folderit.")) {
            ota.registry.product("FO1");
            String url = new JsonObject(ota.upload("FO1", "1.0", FILE).body()).getString("file_path");
            ota.restart(() -> {
                try {
                    Path half = Files.writeString(folder.resolve("incoming").resolve("half"), "half a file");
                    var unused = Files.setLastModifiedTime(
                            half, FileTime.from(Instant.now().minusSeconds(3_600)));
                    var unusedToo = Files.writeString(folder.resolve("incoming").resolve("coming"), "half a file");
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            });

            // what was touched just now may come in through another replica
            assertThat(folder.resolve("incoming")).isDirectoryContaining("glob:**/coming");
            assertThat(folder.resolve("incoming").resolve("half")).doesNotExist();
            String moved = URI.create(url).getPath();
            assertThat(RunningOta.HTTP
                            .send(ota.request(moved, null).build(), BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(FILE);

            lose(folder);
            HttpResponse<String> lost = ota.send(ota.request(moved, null).GET());
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.body()).contains("the file store does not answer");
        }
    }

    private static void lose(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
