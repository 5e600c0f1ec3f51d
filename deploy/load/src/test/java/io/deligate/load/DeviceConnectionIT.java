package io.deligate.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A connection to a server that accepts everybody. */
class DeviceConnectionIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final byte[] CONNACK = {0x20, 2, 0, 0};

    @Test
    void aConnectionThatIsOverIsForgottenLongBeforeItsNextPingWasDue() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Network network = new Network(1)) {
            var unused = CompletableFuture.runAsync(() -> acceptOne(server));
            WeakReference<DeviceConnection> over = comeAndGo(network, server.getLocalPort());
            Await.untilAsserted(SOON, () -> {
                System.gc();
                assertThat(over.get()).isNull();
            });
        }
    }

    private static WeakReference<DeviceConnection> comeAndGo(Network network, int port) throws Exception {
        CompletableFuture<Ending> ended = new CompletableFuture<>();
        DeviceConnection device = DeviceConnection.open(
                network,
                Target.plain("127.0.0.1:" + port),
                Credentials.ofProduct("M_1", "M", "00112233445566778899aabbccddeeff"),
                new DeviceConnection.Settings(Duration.ofHours(1), true),
                new DeviceEvents() {
                    @Override
                    public void accepted(DeviceConnection accepted, boolean sessionPresent) {
                        accepted.disconnect();
                    }

                    @Override
                    public void closed(DeviceConnection closed, Ending ending) {
                        ended.complete(ending);
                    }
                });
        assertThat(ended.get(SOON.toSeconds(), TimeUnit.SECONDS).wasAccepted()).isTrue();
        return new WeakReference<>(device);
    }

    private static void acceptOne(ServerSocket server) {
        try (Socket client = server.accept();
                InputStream in = client.getInputStream()) {
            assertThat(in.read()).as("a CONNECT").isEqualTo(0x10);
            client.getOutputStream().write(CONNACK);
            var unused = in.readAllBytes();
        } catch (IOException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
