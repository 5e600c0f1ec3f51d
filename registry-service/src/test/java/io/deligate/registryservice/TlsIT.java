package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.registryservice.api.RestConfig;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The REST port with a certificate. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
class TlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @Test
    void servesOverTlsOnlyAndTakesUpANewCertificateWithoutARestart(
            TestKafka kafka, TestDatabase database, @TempDir Path folder) throws Exception {
        PemFiles files = new PemFiles(folder);
        files.renew("first");
        try (RunningRegistry registry = RunningRegistry.start(config(kafka, database, files))) {
            assertThat(ask(registry.port(), "TLSv1.3")).startsWith("CN=first HTTP/1.1 200");
            assertThat(ask(registry.port(), "TLSv1.2")).startsWith("CN=first HTTP/1.1 200");
            assertThatThrownBy(() -> ask(registry.port(), "TLSv1.1")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> registry.get("/openapi.json")).isInstanceOf(IOException.class);

            Files.writeString(files.cert, "not a certificate");
            files.renew("second");
            Await.until(
                    LIMIT,
                    "the new certificate",
                    () -> ask(registry.port(), "TLSv1.3").startsWith("CN=second HTTP/1.1 200"));
        }
    }

    @Test
    void doesNotStartWithFilesThatAreNotThere(TestKafka kafka, TestDatabase database, @TempDir Path folder) {
        assertThatThrownBy(() -> RunningRegistry.start(config(kafka, database, new PemFiles(folder)))
                        .close())
                .hasCauseInstanceOf(StartFailure.class)
                .hasMessageContaining("DELIGATE_REGISTRY_TLS_CERT");
    }

    private static RegistryConfig config(TestKafka kafka, TestDatabase database, PemFiles files) {
        RestConfig usual = RestConfig.defaults();
        RestConfig rest = new RestConfig(
                "127.0.0.1",
                0,
                files.cert,
                files.key,
                usual.rate(),
                usual.burst(),
                usual.addressRate(),
                usual.addressBurst(),
                usual.importBytes(),
                usual.qrBase());
        return RunningRegistry.with(rest, RunningRegistry.config(kafka, database, "tls.", RunningRegistry.ADMIN_KEY));
    }

    /** Who answers, and the answer's first line. */
    private static String ask(int port, String protocol) throws Exception {
        SSLContext anybody = SSLContext.getInstance("TLS");
        anybody.init(null, new TrustManager[] {new TrustsAnybody()}, null);
        try (SSLSocket socket = (SSLSocket) anybody.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.getOutputStream()
                    .write("GET /openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName() + " "
                    + answer.lines().findFirst().orElse("");
        }
    }

    private static final class TrustsAnybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
