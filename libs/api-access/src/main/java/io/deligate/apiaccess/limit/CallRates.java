package io.deligate.apiaccess.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How often callers of one REST interface call: by key, and without a valid one by address. For one event loop. */
public final class CallRates {
    private static final int MOST_KEYS = 10_000;
    private static final int MOST_ADDRESSES = 10_000;

    /** Whoever has one IPv6 address has its whole /64. */
    private static final int NETWORK_BYTES = 8;

    private final TokenBuckets<String> keys;
    private final TokenBuckets<String> addresses;

    /** Each key and each address has a rate of its own. */
    public CallRates(Rate perKey, Rate perAddress) {
        this.keys = new TokenBuckets<>(perKey, MOST_KEYS, System::nanoTime);
        this.addresses = new TokenBuckets<>(perAddress, MOST_ADDRESSES, System::nanoTime);
    }

    /** Whether the key's holder may call now; if so, it counts. */
    public boolean takeKey(String keyId) {
        return keys.take(keyId);
    }

    /**
     * Whether a caller without a key may call now; if so, it counts.
     *
     * @param host an address in digits, null = nobody knows
     */
    public boolean takeAddress(@Nullable String host) {
        return addresses.take(network(host));
    }

    private static String network(@Nullable String host) {
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
