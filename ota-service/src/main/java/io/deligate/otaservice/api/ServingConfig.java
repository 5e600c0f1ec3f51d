package io.deligate.otaservice.api;

import io.deligate.otaservice.rollout.WatchConfig;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.servicekit.config.Expect;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how operators reach REST and devices the files.
 *
 * @param port 0 means any free one
 * @param publicUrl what devices reach {@code /firmware/} under; null = this host and port
 * @param folder where files are kept
 * @param largestFile how long a file may be
 * @param bandwidth bytes per second of all downloads together; 0 = as much as there is
 * @param lease how long edges and dispatchers go on with a running rollout they do not hear of
 * @param watch how rollouts are watched
 */
public record ServingConfig(
        String host,
        int port,
        @Nullable URI publicUrl,
        Path folder,
        ByteSize largestFile,
        ByteSize bandwidth,
        Duration lease,
        WatchConfig watch) {
    public ServingConfig {
        Expect.notBlank("ota.host", host);
        Expect.port("ota.port", port);
        Expect.that(
                publicUrl == null || isBase(publicUrl),
                "ota.public-url",
                String.valueOf(publicUrl),
                "http:// or https:// with a host, such as https://ota.example.com");
        Expect.between("ota.largest-file", largestFile.bytes(), 1, 1L << 40);
        Expect.between("ota.lease", lease.toMillis(), 3_000, 3_600_000);
    }

    private static boolean isBase(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    public static ServingConfig defaults() {
        return new ServingConfig(
                "0.0.0.0",
                8081,
                null,
                Path.of("firmware"),
                ByteSize.ofMiB(1_024),
                new ByteSize(0),
                Duration.ofSeconds(30),
                WatchConfig.defaults());
    }

    /** The base of the files' addresses, once the real port is known. */
    public URI base(int actualPort) {
        return publicUrl == null ? URI.create("http://" + reachable() + ":" + actualPort) : publicUrl;
    }

    /** Nobody can reach a wildcard. */
    private String reachable() {
        if (!host.equals("0.0.0.0")) {
            return host;
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException nameless) {
            return "127.0.0.1";
        }
    }
}
