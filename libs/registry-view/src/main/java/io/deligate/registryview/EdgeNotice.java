package io.deligate.registryview;

import java.util.List;

/**
 * What an edge says about itself, again and again while it lives.
 *
 * @param edge the edge's id
 * @param mqtt where devices reach it, {@code tcp://host:port}
 * @param mqtts where devices reach it over TLS, {@code ssl://host:port}; empty without a certificate
 * @param connections how many devices it holds
 * @param ready whether it wants more
 */
public record EdgeNotice(String edge, List<String> mqtt, List<String> mqtts, int connections, boolean ready) {
    public EdgeNotice {
        if (edge.isBlank()) {
            throw new IllegalArgumentException("edge: empty (expected: the edge's id)");
        }
        mqtt = List.copyOf(mqtt);
        mqtts = List.copyOf(mqtts);
    }
}
