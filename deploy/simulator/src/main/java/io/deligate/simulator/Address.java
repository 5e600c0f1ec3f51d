package io.deligate.simulator;

import io.deligate.load.Target;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Where the devices go, as {@code /access_list} writes it. */
record Address(boolean tls, String hostAndPort) {
    private static final Pattern FORM = Pattern.compile("(?:(tcp|ssl)://)?([^:/\\s]+:\\d{1,5})");

    static Address of(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "address: " + text + " (expected: tcp://host:port, or ssl://host:port for TLS)");
        }
        return new Address("ssl".equals(match.group(1)), match.group(2));
    }

    /**
     * The way there.
     *
     * @param ca a PEM file of certificates to trust instead of the system's; null for those
     */
    Target target(@Nullable Path ca) {
        if (ca != null && !tls) {
            throw new IllegalArgumentException("--ca: given for " + this + " (expected: an address with ssl://)");
        }
        Target plain;
        try {
            plain = Target.plain(hostAndPort);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("address: " + wrong.getMessage(), wrong);
        }
        return tls ? plain.over(trust(ca == null ? null : ca.toFile())) : plain;
    }

    private static SslContext trust(@Nullable File ca) {
        if (ca != null && !Files.isReadable(ca.toPath())) {
            throw new IllegalArgumentException(
                    "--ca: " + ca + " cannot be read (expected: a PEM file of certificates)");
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forClient();
            return (ca == null ? builder : builder.trustManager(ca)).build();
        } catch (SSLException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--ca: " + wrong.getMessage() + " (expected: PEM certificates)", wrong);
        }
    }

    @Override
    public String toString() {
        return (tls ? "ssl://" : "tcp://") + hostAndPort;
    }
}
