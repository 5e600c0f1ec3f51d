package io.deligate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostNetworkIT {
    private static final int PORT = 9092;

    @TempDir
    private Path folder;

    @BeforeAll
    static void mayMakeNetworks() {
        Optional<String> obstacle = HostNetwork.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle::toString);
    }

    private static void dial(Host host) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.address(), PORT), 1_000);
        }
    }

    @Test
    void cutsAndHealsWaysInSilence() throws IOException, InterruptedException {
        try (HostNetwork network = HostNetwork.open();
                KafkaProcess kafka = KafkaProcess.start(folder, network.host("kafka"))) {
            Host host = network.host("kafka");
            assertThat(kafka.bootstrap()).isEqualTo(host.address() + ":" + PORT);
            dial(host);

            network.cut(host);
            assertThatThrownBy(() -> dial(host)).hasMessageContaining("timed out");
            network.heal(host);
            Await.untilAsserted(Duration.ofSeconds(10), () -> dial(host));

            Host other = network.host("other");
            List<String> ask =
                    other.command(List.of("timeout", "1", "bash", "-c", "</dev/tcp/" + host.address() + "/" + PORT));
            Await.until(Duration.ofSeconds(10), "a way", () -> code(ask) == 0);
            network.split(List.of(host), List.of(other));
            assertThat(code(ask)).as("timeout's own code: no answer").isEqualTo(124);
            dial(host);
            network.join();
            network.oneway(host, other);
            assertThat(code(ask)).isEqualTo(124);
            network.join();
            assertThat(code(ask)).isZero();
        }
    }

    private static int code(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
