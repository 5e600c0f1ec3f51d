package io.deligate.registryservice.api;

import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificate and key of the REST port, looked at again and again and taken up when they change. */
final class TlsFiles {
    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final Vertx vertx;
    private final Path cert;
    private final Path key;
    private Content inUse;
    private long timer = -1;

    /** What both files hold; the key is shown to nobody. */
    private static final class Content {
        private final Buffer cert;
        private final Buffer key;

        Content(Buffer cert, Buffer key) {
            this.cert = cert;
            this.key = key;
        }

        boolean isSameAs(Content other) {
            return cert.equals(other.cert) && key.equals(other.key);
        }

        PemKeyCertOptions options() {
            return new PemKeyCertOptions().addCertValue(cert).addKeyValue(key);
        }
    }

    /** Throws {@link StartFailure} when a file cannot be read. */
    TlsFiles(Vertx vertx, Path cert, Path key) {
        this.vertx = vertx;
        this.cert = cert;
        this.key = key;
        try {
            this.inUse = read();
        } catch (IOException unreadable) {
            throw new StartFailure(
                    "certificate or key cannot be read: " + unreadable.getMessage(),
                    "PEM files; set DELIGATE_REGISTRY_TLS_CERT and DELIGATE_REGISTRY_TLS_KEY");
        }
    }

    void applyTo(HttpServerOptions options) {
        options.setSsl(true).setUseAlpn(true).setKeyCertOptions(inUse.options());
        options.setEnabledSecureTransportProtocols(PROTOCOLS);
    }

    /** Watches the files until {@link #stop}; new connections get what is in them. */
    void watch(HttpServer server) {
        timer = vertx.setPeriodic(LOOK.toMillis(), tick -> look(server));
    }

    void stop() {
        var unused = vertx.cancelTimer(timer);
    }

    private void look(HttpServer server) {
        var unused = vertx.executeBlocking(this::read, false)
                .compose(found -> found.isSameAs(inUse) ? Future.succeededFuture() : take(found, server))
                .onFailure(cause -> log.warn("certificate not taken up, the one before stays: {}", cause.toString()));
    }

    private Future<Void> take(Content found, HttpServer server) {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(found.options()).setUseAlpn(true);
        options.setEnabledSecureTransportProtocols(PROTOCOLS);
        return server.updateSSLOptions(options, true).map(done -> {
            inUse = found;
            log.atInfo().addKeyValue("file", cert).log("certificate taken up");
            return null;
        });
    }

    private Content read() throws IOException {
        return new Content(Buffer.buffer(Files.readAllBytes(cert)), Buffer.buffer(Files.readAllBytes(key)));
    }
}
