package io.deligate.bench.measure;

import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.floor.UplinkFloor;
import io.deligate.bench.part.Certificate;
import io.deligate.bench.part.Platform;
import io.deligate.bench.part.Server;
import io.deligate.bench.part.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The platform and, on the same broker, floors; and devices for both. */
final class Arena {
    static final String FLOOR_TOPIC = "bench.floor";

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final int PARTITIONS = 12;
    private static final int LEAST_CONNECTIONS = 100;

    /** Devices per second that connect before anything is measured; a handshake costs more than a CONNECT. */
    private static final int CONNECT_RATE = 1_000;

    private static final int HANDSHAKE_RATE = 200;

    private final Stage stage;
    private final Platform platform;
    private final @Nullable Certificate certificate;
    private final Map<String, String> edgeSettings = new LinkedHashMap<>();

    /**
     * Starts Kafka, PostgreSQL and the registry.
     *
     * @param connections that an edge must take at once
     * @param needed settings of the edge that the benchmark cannot do without; the options' win over them
     */
    Arena(Stage stage, Options options, int connections, Map<String, String> needed) {
        this.stage = stage;
        this.certificate = options.tls() ? Certificate.make(stage.children().folder()) : null;
        edgeSettings.put("DELIGATE_MQTT_CONNECTS_PER_SECOND", "100000");
        edgeSettings.put("DELIGATE_MQTT_CONNECTS_BURST", "100000");
        edgeSettings.put("DELIGATE_MQTT_CONNECTIONS", Integer.toString(Math.max(2 * connections, LEAST_CONNECTIONS)));
        // devices of a benchmark do not come back
        edgeSettings.put("DELIGATE_SHEDDING_ENABLED", "false");
        edgeSettings.putAll(needed);
        edgeSettings.putAll(options.settings());
        stage.conditions().put("tls", options.tls());
        stage.conditions().put("edge_settings", new LinkedHashMap<>(edgeSettings));
        if (certificate != null) {
            edgeSettings.put("DELIGATE_TLS_CERT", certificate.chain().toString());
            edgeSettings.put("DELIGATE_TLS_KEY", certificate.key().toString());
        }
        this.platform = new Platform(stage.children(), stage.progress());
        Topics.create(platform.bootstrap(), PARTITIONS, List.of(FLOOR_TOPIC));
    }

    Platform platform() {
        return platform;
    }

    Server edge(String id) {
        return platform.edge(id, edgeSettings);
    }

    /** PUBLISH to a topic, PUBACK when it is there. */
    Server uplinkFloor(String name) {
        return floor(name, UplinkFloor.class, List.of(platform.bootstrap(), FLOOR_TOPIC, platform.productKey()));
    }

    /** Another floor, with the certificate's files behind its arguments where devices speak TLS. */
    Server floor(String name, Class<?> main, List<String> args) {
        stage.say("starting " + name);
        List<String> words = new ArrayList<>(args);
        if (certificate != null) {
            words.addAll(
                    List.of(certificate.chain().toString(), certificate.key().toString()));
        }
        ChildProcess floor = stage.children().measured(name, main.getName(), words, Map.of());
        return new Server(
                floor,
                floor.await(Pattern.compile("^floor: mqtt on (\\S+)$"), STARTS_WITHIN)
                        .group(1));
    }

    /** Returns when all devices of that order are connected. */
    Devices devices(String name, Server server, Map<String, ?> order) {
        Map<String, Object> words = new LinkedHashMap<>(Map.of(
                "target",
                server.address(),
                "model",
                Platform.MODEL,
                "product-key",
                platform.productKey(),
                "connect-rate",
                certificate == null ? CONNECT_RATE : HANDSHAKE_RATE));
        if (certificate != null) {
            words.put("trust", certificate.chain());
        }
        words.putAll(order);
        stage.say("connecting devices of " + name);
        return Devices.connect(stage.children(), "devices-of-" + name, words);
    }

    /** Where devices and a server are, and nobody else is asked. */
    Side side(String name, Server server, Map<String, ?> order) {
        return side(name, server, order, Map.of());
    }

    /** The same, with processes that help to answer. */
    Side side(String name, Server server, Map<String, ?> order, Map<String, List<ChildProcess>> helpers) {
        Map<String, List<ChildProcess>> all = new LinkedHashMap<>(helpers);
        all.put("broker", List.of(platform.backing()));
        return new Side(name, server, devices(name, server, order), all);
    }
}
