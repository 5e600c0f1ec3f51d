package io.deligate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another JVM holds the parts, and dies without a word. */
class CrashIT {
    @TempDir
    Path data;

    @Test
    void recoversAfterTheProcessWasKilled() throws Exception {
        Process platform = platform();
        String uri = await(platform, "ready ");
        assertThat(Sql.run(uri, "CREATE TABLE thing AS SELECT 42 AS id")).isEmpty();

        kill(platform);

        try (EmbeddedPostgres postgres = postgres();
                EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"), 0, line -> {});
                Client client = new Client(kafka.bootstrap())) {
            client.produce("survivors", "two");

            assertThat(Sql.run(postgres.uri(), "SELECT id FROM thing")).isEqualTo("42");
            assertThat(client.consume("survivors", 2)).containsExactly("one", "two");
        }
    }

    @Test
    void refusesTheFoldersOfARunningProcess() throws Exception {
        Process platform = platform();
        var unused = await(platform, "ready ");
        try {
            assertThatThrownBy(() -> postgres())
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessageContaining("is used by another running process, pid " + platform.pid());
            assertThatThrownBy(() -> EmbeddedKafka.start(data.resolve("kafka"), 0, line -> {}))
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessageContaining("is used by another running process, pid " + platform.pid());
        } finally {
            platform.getOutputStream().close();
        }
        assertThat(await(platform, "closed ")).isEqualTo("both");
        assertThat(platform.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** The supervisor sees the end of its pipe too, so it is stopped first: the server is an orphan then. */
    @Test
    void stopsAServerThatOutlivedItsProcess() throws Exception {
        Process platform = platform();
        String uri = await(platform, "ready ");
        List<ProcessHandle> supervisors = platform.children().toList();
        assertThat(supervisors).hasSize(1);
        assertThat(supervisors.get(0).destroyForcibly()).isTrue();
        kill(platform);
        assertThat(Sql.run(uri, "SELECT 1")).isEqualTo("1");

        try (EmbeddedPostgres postgres = postgres()) {
            assertThat(Sql.run(postgres.uri(), "SELECT 1")).isEqualTo("1");
            assertThatThrownBy(() -> Sql.run(uri, "SELECT 1")).hasMessageContaining("refused");
        }
    }

    @Test
    void takesThePortBackFromAServerThatOutlivedItsProcess() throws Exception {
        Process platform = platform();
        String uri = await(platform, "ready ");
        assertThat(platform.children().toList().get(0).destroyForcibly()).isTrue();
        kill(platform);
        assertThat(Sql.run(uri, "SELECT 1")).isEqualTo("1");

        int port = URI.create(uri).getPort();
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(data.resolve("postgres"), port, Path.of("target"), line -> {})) {
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(Sql.run(postgres.uri(), "SELECT 1")).isEqualTo("1");
        }
    }

    private EmbeddedPostgres postgres() {
        return EmbeddedPostgres.start(data.resolve("postgres"), 0, Path.of("target"), line -> {});
    }

    private Process platform() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlatformProcess.class.getName(),
                        data.toString(),
                        "target")
                .redirectErrorStream(true)
                .start();
    }

    /** Reads the process's log up to the line that has this word and returns the word behind it. */
    private static String await(Process platform, String word) throws IOException {
        StringBuilder log = new StringBuilder();
        // not closed: the next wait reads on
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(platform.getInputStream(), StandardCharsets.UTF_8), 1);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            log.append(line).append('\n');
            int at = line.indexOf(word);
            if (at >= 0) {
                return line.substring(at + word.length()).split(" ", 2)[0];
            }
        }
        throw new AssertionError("no \"" + word + "\" in the log of the process:\n" + log);
    }

    private static void kill(Process platform) throws InterruptedException {
        platform.destroyForcibly();
        assertThat(platform.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
