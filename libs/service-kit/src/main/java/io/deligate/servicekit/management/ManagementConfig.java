package io.deligate.servicekit.management;

import io.deligate.servicekit.config.Expect;

/** Where operators reach the process; port 0 means any free one. */
public record ManagementConfig(String host, int port) {
    public ManagementConfig {
        Expect.notBlank("management.host", host);
        Expect.port("management.port", port);
    }

    public static ManagementConfig defaults() {
        return new ManagementConfig("0.0.0.0", 9400);
    }
}
