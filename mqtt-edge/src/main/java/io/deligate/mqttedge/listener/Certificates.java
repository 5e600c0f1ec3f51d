package io.deligate.mqttedge.listener;

import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * The edge's own certificate and the authorities of its devices', as their files say now. Reads files: not for an event
 * loop.
 */
public final class Certificates {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final TlsConfig config;
    private Pem newest;

    /** What the files held; the authorities are empty when nobody is asked for a certificate. */
    private record Pem(Buffer cert, Buffer key, Buffer clientCa) {}

    private Certificates(TlsConfig config, Pem newest) {
        this.config = config;
        this.newest = newest;
    }

    /** Reads the files; throws {@link StartFailure} naming the one that cannot be read. */
    public static Certificates load(TlsConfig config) {
        return new Certificates(
                config,
                new Pem(
                        file("tls.cert", config.cert()),
                        file("tls.key", config.key()),
                        config.clientCa().isEmpty() ? Buffer.buffer() : file("tls.client-ca", config.clientCa())));
    }

    /** What a server is to use now. */
    synchronized ServerSSLOptions options() {
        ServerSSLOptions options = new ServerSSLOptions()
                .setKeyCertOptions(
                        new PemKeyCertOptions().addCertValue(newest.cert).addKeyValue(newest.key))
                .setEnabledSecureTransportProtocols(PROTOCOLS);
        if (newest.clientCa.length() > 0) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(newest.clientCa))
                    .setClientAuth(ClientAuth.REQUEST);
        }
        return options;
    }

    /** When the certificate ends, in epoch seconds; 0 when its file holds none. */
    synchronized long notAfter() {
        try {
            var read = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(newest.cert.getBytes()));
            return read instanceof X509Certificate own
                    ? own.getNotAfter().toInstant().getEpochSecond()
                    : 0;
        } catch (CertificateException none) {
            return 0;
        }
    }

    /** OpenSSL's engine where it is wanted and can be loaded, else the JDK's. */
    SSLEngineOptions engine() {
        return config.nativeEngine() && OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions();
    }

    /** Reads the files again; what a server is to use from now on, or empty when nothing changed. */
    public synchronized Optional<ServerSSLOptions> renewed() throws IOException {
        Pem found = new Pem(
                Buffer.buffer(Files.readAllBytes(Path.of(config.cert()))),
                Buffer.buffer(Files.readAllBytes(Path.of(config.key()))),
                config.clientCa().isEmpty()
                        ? Buffer.buffer()
                        : Buffer.buffer(Files.readAllBytes(Path.of(config.clientCa()))));
        if (found.equals(newest)) {
            return Optional.empty();
        }
        newest = found;
        return Optional.of(options());
    }

    private static Buffer file(String name, String path) {
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(path)));
        } catch (IOException unreadable) {
            throw new StartFailure(
                    name + ": " + path + " cannot be read", "a PEM file this process may read", unreadable);
        }
    }
}
