package io.deligate.registryservice.api;

import io.deligate.apiaccess.limit.Rate;
import io.deligate.servicekit.config.Expect;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how operators and devices reach the REST interface.
 *
 * @param port 0 means any free one
 * @param tlsCert a PEM file with the certificate chain, null = plain HTTP; read again when it changes
 * @param tlsKey a PEM file with the certificate's key
 * @param rate calls per second and API key
 * @param burst calls at once per API key
 * @param addressRate calls per second and address without a valid key
 * @param addressBurst calls at once per address without a valid key
 * @param importBytes how long a file of devices may be
 * @param qrBase what activation links begin with, up to the question mark
 */
public record RestConfig(
        String host,
        int port,
        @Nullable Path tlsCert,
        @Nullable Path tlsKey,
        int rate,
        int burst,
        int addressRate,
        int addressBurst,
        int importBytes,
        URI qrBase) {
    private static final int MOST = 1_000_000;

    public RestConfig {
        Expect.notBlank("registry.host", host);
        Expect.port("registry.port", port);
        Expect.that(tlsCert == null || tlsKey != null, "registry.tls-key", "absent", "a file, since tls-cert is given");
        Expect.that(tlsKey == null || tlsCert != null, "registry.tls-cert", "absent", "a file, since tls-key is given");
        Expect.between("registry.rate", rate, 1, MOST);
        Expect.between("registry.burst", burst, 1, MOST);
        Expect.between("registry.address-rate", addressRate, 1, MOST);
        Expect.between("registry.address-burst", addressBurst, 1, MOST);
        Expect.between("registry.import-bytes", importBytes, 1024, 1 << 30);
        Expect.that(
                qrBase.getHost() != null && qrBase.getRawQuery() == null && qrBase.getRawFragment() == null,
                "registry.qr-base",
                qrBase,
                "a link without a question mark, such as http://qr.delicloud.com");
    }

    public static RestConfig defaults() {
        URI links = URI.create("http://qr.delicloud.com");
        return new RestConfig("0.0.0.0", 8080, null, null, 500, 1_000, 100, 500, 64 << 20, links);
    }

    /** The same at another place. */
    public RestConfig at(String otherHost, int otherPort) {
        return new RestConfig(
                otherHost, otherPort, tlsCert, tlsKey, rate, burst, addressRate, addressBurst, importBytes, qrBase);
    }

    /** How a person writes it, with the port it really has. */
    public String address(int actualPort) {
        return (tlsCert == null ? "http://" : "https://") + host + ":" + actualPort;
    }

    Rate keyRate() {
        return new Rate(rate, burst);
    }

    Rate strangerRate() {
        return new Rate(addressRate, addressBurst);
    }
}
