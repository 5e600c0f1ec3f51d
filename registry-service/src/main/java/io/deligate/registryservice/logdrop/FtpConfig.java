package io.deligate.registryservice.logdrop;

import io.deligate.servicekit.config.ByteSize;
import io.deligate.servicekit.config.Expect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The platform's own FTP server for logs of devices.
 *
 * @param enabled without it, whoever orders logs names a server of his own
 * @param port 0 means any free one
 * @param advertised the host as devices reach it; empty = {@code host}
 * @param passivePorts where data connections arrive, such as {@code 2122-2149}; 0 means any free ones
 * @param folder where the files are kept, in this process's file system
 * @param bytes what one account may upload in total
 * @param files how many files that may be
 * @param expiry how long an account works
 * @param retention how long files are kept after their upload
 */
public record FtpConfig(
        boolean enabled,
        String host,
        int port,
        String advertised,
        String passivePorts,
        Path folder,
        ByteSize bytes,
        int files,
        Duration expiry,
        Duration retention) {
    private static final Pattern PORTS = Pattern.compile("0|[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*");
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    public FtpConfig {
        Expect.notBlank("ftp.host", host);
        Expect.port("ftp.port", port);
        Expect.that(
                !enabled || !advertised.isBlank() || !EVERYWHERE.contains(host),
                "ftp.advertised",
                '"' + advertised + '"',
                "the host as devices reach it, since ftp.host is every one");
        Expect.that(
                PORTS.matcher(passivePorts).matches(), "ftp.passive-ports", passivePorts, "0, or ports as 2122-2149");
        Expect.atLeast("ftp.bytes", bytes, ByteSize.ofKiB(1));
        Expect.between("ftp.files", files, 1, 1_000);
        Expect.positive("ftp.expiry", expiry);
        Expect.that(retention.compareTo(expiry) >= 0, "ftp.retention", retention, "no shorter than ftp.expiry");
    }

    public static FtpConfig defaults() {
        return new FtpConfig(
                false,
                "0.0.0.0",
                2121,
                "",
                "0",
                Path.of("logs"),
                ByteSize.ofMiB(50),
                20,
                Duration.ofHours(1),
                Duration.ofDays(7));
    }

    /** What devices are told. */
    String advertisedHost() {
        return advertised.isBlank() ? host : advertised;
    }
}
