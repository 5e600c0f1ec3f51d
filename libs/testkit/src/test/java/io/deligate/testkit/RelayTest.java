package io.deligate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class RelayTest {
    @Test
    void keepsWhatIsSentOverACutWireUntilItIsMended() throws IOException {
        try (ServerSocket far = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Relay relay = new Relay()) {
            relay.to(far.getLocalPort());
            try (Socket near = new Socket(InetAddress.getLoopbackAddress(), relay.port());
                    Socket there = far.accept()) {
                near.getOutputStream().write(1);
                assertThat(there.getInputStream().read()).isEqualTo(1);
                there.getOutputStream().write(2);
                assertThat(near.getInputStream().read()).isEqualTo(2);

                relay.cut();
                near.getOutputStream().write(3);
                there.setSoTimeout(200);
                assertThatThrownBy(() -> there.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

                relay.mend();
                there.setSoTimeout(5_000);
                assertThat(there.getInputStream().read()).isEqualTo(3);
                near.shutdownOutput();
                assertThat(there.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
