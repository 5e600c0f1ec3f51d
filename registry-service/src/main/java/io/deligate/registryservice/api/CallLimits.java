package io.deligate.registryservice.api;

import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.limit.TokenBuckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Lets calls through as often as their callers may call: by key, and without a valid one by address. */
final class CallLimits {
    private static final int MOST_KEYS = 10_000;
    private static final int MOST_ADDRESSES = 10_000;

    /** Whoever has one IPv6 address has its whole /64. */
    private static final int NETWORK_BYTES = 8;

    private final TokenBuckets<String> keys;
    private final TokenBuckets<String> addresses;
    private final Counter keysLimited;
    private final Counter addressesLimited;

    CallLimits(RestConfig config, MeterRegistry meters) {
        this.keys = new TokenBuckets<>(config.keyRate(), MOST_KEYS, System::nanoTime);
        this.addresses = new TokenBuckets<>(config.strangerRate(), MOST_ADDRESSES, System::nanoTime);
        this.keysLimited = counter(meters, "key");
        this.addressesLimited = counter(meters, "address");
    }

    private static Counter counter(MeterRegistry meters, String by) {
        return Counter.builder("deligate.registry.limited")
                .description("REST calls refused because they came too often")
                .tag("by", by)
                .register(meters);
    }

    /** Throws {@link CallerFault} when the key's holder calls too often. */
    void count(ApiKey key) {
        if (!keys.take(key.id())) {
            keysLimited.increment();
            throw tooOften();
        }
    }

    /** Throws {@link CallerFault} when a caller without a key calls too often. */
    void count(SocketAddress remote) {
        if (!addresses.take(network(remote))) {
            addressesLimited.increment();
            throw tooOften();
        }
    }

    private static CallerFault tooOften() {
        return new CallerFault(Problem.of(429, "too-often", "calls: too many (expected: fewer; try again later)"));
    }

    private static String network(SocketAddress remote) {
        String host = remote.hostAddress();
        if (host == null) {
            return "";
        }
        try {
            // an address in digits, so nobody is asked for a name
            InetAddress address = InetAddress.getByName(host);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                    : host;
        } catch (UnknownHostException odd) {
            return host;
        }
    }
}
