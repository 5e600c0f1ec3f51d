package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The ways in beside plain TCP: TLS, WebSocket, behind a load balancer. */
@ExtendWith(KafkaExtension.class)
class EntrancesIT {
    private static final X509Bundle AUTHORITY = authority("CN=devices");

    @Test
    @Tag("R28")
    void aDeviceTalksOverTlsAndNothingElseGetsInThere(TestKafka kafka, @TempDir Path folder) throws Exception {
        X509Bundle own = server("CN=first");
        try (EdgeFixture edge = secure(kafka, folder, own)) {
            edge.startEdge();
            try (FakeDevice device = secure(edge, edge.newId(), own, null).connect()) {
                device.publish("{\"mid\":\"1\",\"action\":100}", 1).join();
                assertThat(edge.requests(device.id(), 1)).hasSize(1);
            }
            assertThat(secure(edge, edge.newId(), server("CN=first"), null).tryConnect())
                    .as("a server the device does not trust")
                    .isEqualTo(FakeDevice.NO_CONNACK);
            try (RawMqtt plain = RawMqtt.open(tlsPort(edge))) {
                plain.send(EdgeFixture.connect(edge.newId()).bytes()).assertClosed(EdgeFixture.SOON);
            }
            assertThatThrownBy(() -> handshake(tlsPort(edge), own, "TLSv1.1"))
                    .isInstanceOf(SSLHandshakeException.class);
            handshake(tlsPort(edge), own, "TLSv1.2");
            handshake(tlsPort(edge), own, "TLSv1.3");
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    @Test
    void aNewCertificateIsServedWithoutARestartAndABadOneIsNot(TestKafka kafka, @TempDir Path folder) throws Exception {
        X509Bundle first = server("CN=first");
        X509Bundle second = server("CN=second");
        try (EdgeFixture edge = secure(kafka, folder, first)) {
            edge.set("DELIGATE_TLS_LOOK_EVERY", "100ms");
            edge.startEdge();
            FakeDevice staying = secure(edge, edge.newId(), first, null).connect();
            assertThat(handshake(tlsPort(edge), first, "TLSv1.3")).isEqualTo("CN=first");
            Files.writeString(folder.resolve("cert.pem"), "no certificate");
            Await.until(
                    EdgeFixture.SOON,
                    "a failed renewal",
                    () -> edge.metric("deligate_edge_certificate_renewals_total{result=\"failed\"}") > 0);
            assertThat(handshake(tlsPort(edge), first, "TLSv1.3")).isEqualTo("CN=first");
            write(folder, second);
            Await.until(EdgeFixture.SOON, "the new certificate", () -> isServed(edge, second));
            assertThat(isServed(edge, first)).isFalse();
            assertThat(staying.isConnected()).isTrue();
            staying.close();
            assertThat(edge.metric("deligate_edge_certificate_not_after_seconds"))
                    .isEqualTo(second.getCertificate().getNotAfter().toInstant().getEpochSecond());
        }
    }

    @Test
    void aProductCanAskForClientCertificates(TestKafka kafka, @TempDir Path folder) throws Exception {
        X509Bundle own = server("CN=first");
        try (EdgeFixture edge = secure(kafka, folder, own)) {
            Files.writeString(folder.resolve("ca.pem"), AUTHORITY.getCertificatePEM());
            edge.set("DELIGATE_TLS_CLIENT_CA", folder.resolve("ca.pem").toString());
            edge.set("DELIGATE_TLS_CLIENT_CERT_PRODUCTS", MapRegistry.MODEL);
            edge.startEdge();
            String id = edge.newId();
            assertThat(secure(edge, id, own, null).tryConnect()).isEqualTo(5);
            assertThat(edge.device(id).tryConnect()).as("on the plain port").isEqualTo(5);
            assertThat(secure(edge, id, own, client("CN=another")).tryConnect()).isEqualTo(5);
            secure(edge, id, own, client("CN=" + id)).connect().close();
            secure(edge, id, own, client("CN=" + MapRegistry.MODEL)).connect().close();
            assertThat(edge.metric("deligate_edge_connects_total{result=\"no-certificate\"}"))
                    .isEqualTo(3);
        }
    }

    @Test
    void aCertificateThatCannotBeUsedIsSaidAtTheStart(TestKafka kafka, @TempDir Path folder) throws Exception {
        try (EdgeFixture edge = secure(kafka, folder, server("CN=first"))) {
            Files.writeString(folder.resolve("key.pem"), "no key");
            assertThatThrownBy(edge::startEdge).hasMessageContaining("tls.key").hasMessageContaining("key.pem");
            Files.delete(folder.resolve("cert.pem"));
            assertThatThrownBy(edge::startEdge).hasMessageContaining("tls.cert").hasMessageContaining("cannot be read");
        }
    }

    @Test
    void aDeviceTalksOverWebSocket(TestKafka kafka, @TempDir Path folder) throws Exception {
        X509Bundle own = server("CN=first");
        try (EdgeFixture edge = secure(kafka, folder, own)) {
            edge.set("DELIGATE_WEBSOCKET_ENABLED", "true");
            edge.startEdge();
            for (String scheme : new String[] {"ws", "wss"}) {
                String id = edge.newId();
                FakeDevice device = FakeDevice.at(scheme + "://127.0.0.1:" + port(edge, scheme) + "/mqtt", id)
                        .productKey(MapRegistry.MODEL, MapRegistry.KEY);
                if (scheme.equals("wss")) {
                    device.sockets(trusting(own, null).getSocketFactory());
                }
                try (device) {
                    device.connect();
                    String large = "{\"action\":300,\"data\":{\"cmd\":\"" + "x".repeat(200 << 10) + "\"}}";
                    device.publish(large, 1).join();
                    assertThat(edge.allUplinks(id)).isNotEmpty();
                    edge.down(id, "{\"action\":301}");
                    assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo("{\"action\":301}");
                }
            }
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    @Test
    void behindALoadBalancerTheDevicesOwnAddressIsRecorded(TestKafka kafka) {
        try (EdgeFixture edge = EdgeFixture.around(kafka)) {
            edge.set("DELIGATE_MQTT_PROXY_PROTOCOL", "true");
            edge.startEdge();
            String first = edge.newId();
            try (RawMqtt device = edge.open()) {
                byte[] header = "PROXY TCP4 203.0.113.7 10.0.0.1 40000 1883\r\n".getBytes(StandardCharsets.US_ASCII);
                device.send(header, EdgeFixture.connect(first).bytes());
                assertThat(device.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                        .isZero();
                assertThat(edge.sessions(first, 1).get(0).getString("ip")).isEqualTo("203.0.113.7");
            }
            String second = edge.newId();
            try (RawMqtt device = edge.open()) {
                device.send(
                        HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb0071090a0000019c40075b"),
                        EdgeFixture.connect(second).bytes());
                assertThat(device.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                        .isZero();
                assertThat(edge.sessions(second, 1).get(0).getString("ip")).isEqualTo("203.0.113.9");
            }
            try (RawMqtt direct = edge.open()) {
                direct.send(EdgeFixture.connect(edge.newId()).bytes()).assertClosed(EdgeFixture.SOON);
            }
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    private static EdgeFixture secure(TestKafka kafka, Path folder, X509Bundle own) throws IOException {
        EdgeFixture edge = EdgeFixture.around(kafka);
        write(folder, own);
        edge.setAll(
                "DELIGATE_TLS_CERT", folder.resolve("cert.pem").toString(),
                "DELIGATE_TLS_KEY", folder.resolve("key.pem").toString());
        return edge;
    }

    private static void write(Path folder, X509Bundle own) throws IOException {
        Files.writeString(folder.resolve("key.pem"), own.getPrivateKeyPEM());
        Files.writeString(folder.resolve("cert.pem"), own.getCertificatePEM());
    }

    private static FakeDevice secure(EdgeFixture edge, String id, X509Bundle trusted, @Nullable X509Bundle own)
            throws Exception {
        return FakeDevice.at("ssl://127.0.0.1:" + tlsPort(edge), id)
                .productKey(MapRegistry.MODEL, MapRegistry.KEY)
                .sockets(trusting(trusted, own).getSocketFactory());
    }

    private static int tlsPort(EdgeFixture edge) {
        return port(edge, "ssl");
    }

    private static int port(EdgeFixture edge, String scheme) {
        return edge.edge().addresses().stream()
                .map(URI::create)
                .filter(address -> address.getScheme().equals(scheme))
                .findFirst()
                .orElseThrow()
                .getPort();
    }

    /** Whether the server shows a certificate that this trust accepts. */
    private static boolean isServed(EdgeFixture edge, X509Bundle trusted) throws Exception {
        try {
            return !handshake(tlsPort(edge), trusted, "TLSv1.3").isEmpty();
        } catch (SSLHandshakeException another) {
            return false;
        }
    }

    /** The subject of the certificate that the server shows. */
    private static String handshake(int port, X509Bundle trusted, String protocol) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) trusting(trusted, null).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout((int) EdgeFixture.SOON.toMillis());
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    private static SSLContext trusting(X509Bundle trusted, @Nullable X509Bundle own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                own == null ? null : own.toKeyManagerFactory().getKeyManagers(),
                trusted.toTrustManagerFactory().getTrustManagers(),
                null);
        return context;
    }

    private static X509Bundle authority(String subject) {
        try {
            return new CertificateBuilder()
                    .subject(subject)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static X509Bundle server(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .setIsCertificateAuthority(true)
                .addSanIpAddress("127.0.0.1")
                .buildSelfSigned();
    }

    private static X509Bundle client(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(AUTHORITY);
    }
}
