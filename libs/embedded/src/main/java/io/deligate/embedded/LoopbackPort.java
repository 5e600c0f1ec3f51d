package io.deligate.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out, before a part starts, whether it will get its port. */
final class LoopbackPort {
    private LoopbackPort() {}

    /**
     * Returns the port itself, or any free one for 0.
     *
     * <p>The port is free on return but not held: a caller that asked for 0 tries again when its part loses the race.
     */
    static int claim(String part, int port, String setting) {
        if (port < 0 || port > 65_535) {
            throw new EmbeddedPartException(part, "port: " + port, "0 (any free port) to 65535; set " + setting, null);
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return probe.getLocalPort();
        } catch (BindException taken) {
            throw inUse(part, port, setting, taken);
        } catch (IOException why) {
            throw new EmbeddedPartException(
                    part,
                    "port " + port + " cannot be opened: " + why.getMessage(),
                    "a free port; set " + setting,
                    why);
        }
    }

    static EmbeddedPartException inUse(String part, int port, String setting, Throwable why) {
        boolean denied = String.valueOf(why.getMessage()).contains("Permission denied");
        String state = denied ? " may not be opened by this user" : " is in use";
        return new EmbeddedPartException(part, "port " + port + state, "a free port; set " + setting, why);
    }
}
