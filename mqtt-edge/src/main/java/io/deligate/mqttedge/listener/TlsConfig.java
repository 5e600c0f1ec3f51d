package io.deligate.mqttedge.listener;

import java.time.Duration;
import java.util.List;

/**
 * MQTT over TLS: with a certificate the edge opens {@code mqtts.port} (A2).
 *
 * @param cert PEM file with the certificate chain; empty = no TLS
 * @param key PEM file with the private key
 * @param clientCa PEM file with the authorities of devices' certificates; empty = nobody is asked for one
 * @param clientCertProducts models whose devices must show a certificate of theirs, with their client id or their model
 *     as its common name; on every entrance
 * @param nativeEngine use OpenSSL's engine where it can be loaded: less than half the CPU per handshake
 * @param lookEvery how often the files are looked at for a change
 */
public record TlsConfig(
        String cert,
        String key,
        String clientCa,
        List<String> clientCertProducts,
        boolean nativeEngine,
        Duration lookEvery) {
    public TlsConfig {
        clientCertProducts = List.copyOf(clientCertProducts);
        if (cert.isEmpty() != key.isEmpty()) {
            throw new IllegalArgumentException("tls." + (cert.isEmpty() ? "cert" : "key")
                    + ": empty (expected: both tls.cert and tls.key, or none)");
        }
        if (!clientCa.isEmpty() && cert.isEmpty()) {
            throw new IllegalArgumentException("tls.client-ca: given without tls.cert (expected: both)");
        }
        if (!clientCertProducts.isEmpty() && clientCa.isEmpty()) {
            throw new IllegalArgumentException(
                    "tls.client-cert-products: given without tls.client-ca (expected: both)");
        }
        if (lookEvery.toMillis() < 100) {
            throw new IllegalArgumentException("tls.look-every: " + lookEvery + " (expected: at least 100ms)");
        }
    }

    public static TlsConfig defaults() {
        return new TlsConfig("", "", "", List.of(), true, Duration.ofSeconds(10));
    }

    public boolean isOn() {
        return !cert.isEmpty();
    }
}
