package io.deligate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedKafkaIT {
    private final BlockingQueue<String> fatal = new LinkedBlockingQueue<>();

    @TempDir
    Path data;

    @Test
    void servesOrdinaryClientsAndKeepsDataOverARestart() throws Exception {
        int port;
        try (EmbeddedKafka kafka = start(0);
                Client client = new Client(kafka.bootstrap())) {
            port = kafka.port();
            client.createTopic("things");
            client.produce("things", "one");
            assertThat(client.consume("things", 1)).containsExactly("one");
        }
        try (EmbeddedKafka kafka = start(port);
                Client client = new Client(kafka.bootstrap())) {
            client.produce("things", "two");

            assertThat(kafka.bootstrap()).isEqualTo("127.0.0.1:" + port);
            assertThat(client.consume("things", 2)).containsExactly("one", "two");
        }
        assertThat(fatal).isEmpty();
        assertThat(sizeOnDisk()).isLessThan(5_000_000);
    }

    @Test
    void takesBackItsClientsAfterAnOutage() throws Exception {
        EmbeddedKafka kafka = start(0);
        try (Client client = new Client(kafka.bootstrap())) {
            client.createTopic("things");
            client.produce("things", "before");
            kafka.close();
            kafka = start(kafka.port());

            client.produce("things", "after");

            assertThat(client.consume("things", 2)).containsExactly("before", "after");
        } finally {
            kafka.close();
        }
    }

    @Test
    void refusesAPortInUseInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> start(port))
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessage("kafka: port " + port + " is in use (expected: a free port; set DELIGATE_KAFKA_PORT)");
        }
        start(0).close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\u0000\u0001garbage                                             | names no cluster.id",
                "version=1\\ncluster.id=another\\nnode.id=1                      | cluster id another",
                "version=1\\ncluster.id=RGVsaWdhdGVFbWJlZGRlZA\\nnode.id=7        | node id 7",
                "version=1\\ncluster.id=RGVsaWdhdGVFbWJlZGRlZA\\nnode.id=\\uZZZZ | unreadable",
            })
    void refusesADamagedIdentityInOneLine(String content, String cause) throws IOException {
        Files.createDirectories(data.resolve("logs"));
        Files.writeString(data.resolve("logs/meta.properties"), content.replace("\\n", "\n"));

        assertThatThrownBy(() -> start(0))
                .isInstanceOf(EmbeddedPartException.class)
                .hasMessageStartingWith("kafka: data folder " + data + " is damaged: logs/meta.properties")
                .hasMessageContaining(cause)
                .hasMessageContaining("(expected: ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void refusesDataWithoutIdentity() throws IOException {
        Files.createDirectories(data.resolve("logs/__cluster_metadata-0"));

        assertThatThrownBy(() -> start(0))
                .isInstanceOf(EmbeddedPartException.class)
                .hasMessageContaining("logs/meta.properties is missing");
    }

    @Test
    void refusesAnUnreadableMetadataLogAndLeavesNothingBehind() throws IOException {
        start(0).close();
        Path log = data.resolve("logs/__cluster_metadata-0/quorum-state");
        Files.writeString(log, "garbage");

        assertThatThrownBy(() -> start(0))
                .isInstanceOf(EmbeddedPartException.class)
                .hasMessageStartingWith("kafka: data folder " + data + " is damaged: the broker does not start on it");

        Files.delete(log);
        start(0).close();
    }

    @Test
    void refusesAFolderInUse() {
        try (EmbeddedKafka running = start(0)) {
            assertThat(running.port()).isPositive();
            assertThatThrownBy(() -> start(0))
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessageStartingWith("kafka: data folder " + data + " is used by another running process, pid "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "");

        assertThatThrownBy(() -> EmbeddedKafka.start(file, 0, fatal::add))
                .isInstanceOf(EmbeddedPartException.class)
                .hasMessageStartingWith("kafka: data folder " + file + " is not writable");
    }

    @Test
    void tellsInsteadOfEndingTheProcessWhenTheBrokerCannotGoOn() throws Exception {
        EmbeddedKafka kafka = start(0);
        try (Client client = new Client(kafka.bootstrap())) {
            Files.move(data.resolve("logs"), data.resolve("gone"));
            Files.writeString(data.resolve("logs"), "not a folder");
            client.createTopic("things");

            String line = fatal.poll(30, TimeUnit.SECONDS);

            assertThat(line)
                    .startsWith("kafka: the broker has stopped after a fatal error")
                    .doesNotContain("\n");
        } finally {
            kafka.close();
        }
        assertThat(fatal).isEmpty();
    }

    @Test
    void sendsClientsOfADetourBackToIt() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0, new SideEntrance.Detour(port, port), fatal::add);
                Client direct = new Client(kafka.bootstrap());
                Client around = new Client("127.0.0.1:" + port)) {
            direct.createTopic("things");
            around.produce("things", "one");

            assertThat(direct.consume("things", 1)).containsExactly("one");
            assertThat(around.nodes()).containsExactly("127.0.0.1:" + port);
            assertThat(direct.nodes()).containsExactly(kafka.bootstrap());
        }
    }

    private long sizeOnDisk() throws IOException {
        try (var files = Files.walk(data)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            long size = 0;
            for (Path file : all) {
                size += file.toString().endsWith("index") ? 0 : Files.size(file);
            }
            return size;
        }
    }

    private EmbeddedKafka start(int port) {
        return EmbeddedKafka.start(data, port, fatal::add);
    }
}
