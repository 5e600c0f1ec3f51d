package io.deligate.registryservice.api;

import io.deligate.servicekit.config.Expect;

/** Where operators and devices reach the REST interface; port 0 means any free one. */
public record RestConfig(String host, int port) {
    public RestConfig {
        Expect.notBlank("registry.host", host);
        Expect.port("registry.port", port);
    }

    public static RestConfig defaults() {
        return new RestConfig("0.0.0.0", 8080);
    }
}
