package io.deligate.load;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where devices connect to.
 *
 * @param sources addresses to connect from, in turn; none = as the system chooses, which ends at some 28,000 connections
 * @param tls null = plain
 */
public record Target(
        InetSocketAddress address,
        List<InetAddress> sources,
        @Nullable SslContext tls) {
    private static final Pattern HOST_PORT = Pattern.compile("(?<host>[^:/\\s]+):(?<port>\\d{1,5})");

    /** Well below the some 28,000 ports that a system gives to one address. */
    private static final int PER_SOURCE = 20_000;

    public Target {
        sources = List.copyOf(sources);
    }

    /** A plain one, from whatever source address. */
    public static Target plain(String hostAndPort) {
        return new Target(address(hostAndPort), List.of(), null);
    }

    /** The same for very many connections from this machine to itself: from several addresses of the loopback network. */
    public Target fromLoopbacks(int connections) {
        if (!address.getAddress().isLoopbackAddress() || connections <= PER_SOURCE) {
            return this;
        }
        List<InetAddress> loopbacks = new ArrayList<>();
        for (int number = 0; number * PER_SOURCE < connections; number++) {
            loopbacks.add(loopback(number));
        }
        return new Target(address, loopbacks, tls);
    }

    /** The same over TLS. */
    public Target over(SslContext context) {
        return new Target(address, sources, context);
    }

    static InetSocketAddress address(String hostAndPort) {
        Matcher parts = HOST_PORT.matcher(hostAndPort);
        if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
            throw new IllegalArgumentException(hostAndPort + " (expected: host:port)");
        }
        InetSocketAddress address = new InetSocketAddress(parts.group("host"), Integer.parseInt(parts.group("port")));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(hostAndPort + ": unknown host (expected: one that has an address)");
        }
        return address;
    }

    private static InetAddress loopback(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (number + 1)});
        } catch (UnknownHostException fourBytesAreAnAddress) {
            throw new IllegalStateException(fourBytesAreAnAddress);
        }
    }
}
