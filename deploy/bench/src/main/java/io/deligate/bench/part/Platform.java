package io.deligate.bench.part;

import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.child.Children;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The platform's parts, each as a process of its own, with free ports on loopback; started as they are asked for. */
public final class Platform {
    /** What all devices of a benchmark are. */
    public static final String MODEL = "BENCH1";

    /** And of which type. */
    public static final String TYPE = "BN";

    private static final String ADMIN_KEY = "bench-admin-key-0123456789abcdef";
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Pattern BACKING = Pattern.compile("^backing: kafka (\\S+) postgres (\\S+)$");

    private final Children children;
    private final Consumer<String> progress;
    private final ChildProcess backing;
    private final String bootstrap;
    private final String clusterPort;
    private final Api api;
    private final String productKey;

    /** Starts Kafka, PostgreSQL and the registry, and registers the product; {@code progress} is told each step. */
    public Platform(Children children, Consumer<String> progress) {
        this.children = children;
        this.progress = progress;
        progress.accept("starting kafka and postgres");
        this.backing = children.leashed(
                "backing", Backing.class.getName(), List.of(children.folder().toString()), Map.of());
        Matcher addresses = backing.await(BACKING, STARTS_WITHIN);
        this.bootstrap = addresses.group(1);
        progress.accept("starting registry-service");
        Map<String, String> settings = new HashMap<>(shared());
        settings.put("DELIGATE_POSTGRES_URI", addresses.group(2));
        settings.put("DELIGATE_REGISTRY_HOST", "127.0.0.1");
        settings.put("DELIGATE_REGISTRY_PORT", "0");
        settings.put("DELIGATE_CLUSTER_PORT", "0");
        settings.put("DELIGATE_REGISTRY_RATE", "100000");
        settings.put("DELIGATE_REGISTRY_BURST", "100000");
        settings.put("DELIGATE_REGISTRY_ADDRESS_RATE", "100000");
        settings.put("DELIGATE_REGISTRY_ADDRESS_BURST", "100000");
        settings.put("DELIGATE_ADMIN_KEY", ADMIN_KEY);
        settings.put("DELIGATE_SECRET_KEY", "bench-secret-key-0123456789abcdef");
        ChildProcess registry =
                children.leashed("registry-service", "io.deligate.registryservice.Main", List.of(), settings);
        this.clusterPort = registry.await(Pattern.compile("registry-service: cluster on port (\\d+)$"), STARTS_WITHIN)
                .group(1);
        String address = registry.await(Pattern.compile("registry-service: registry on (\\S+)$"), STARTS_WITHIN)
                .group(1);
        ready(registry);
        this.api = new Api(address, ADMIN_KEY);
        this.productKey = api.product(MODEL, TYPE);
    }

    private Map<String, String> shared() {
        return Map.of(
                "DELIGATE_KAFKA_BOOTSTRAP",
                bootstrap,
                "DELIGATE_MANAGEMENT_HOST",
                "127.0.0.1",
                "DELIGATE_MANAGEMENT_PORT",
                "0");
    }

    private Map<String, String> lite() {
        Map<String, String> settings = new HashMap<>(shared());
        settings.put("DELIGATE_CLUSTER", "127.0.0.1:" + clusterPort);
        settings.put("DELIGATE_CLUSTER_PORT", "0");
        return settings;
    }

    /** A service that listens to nobody but Kafka: {@code dispatcher} or {@code app-bridge}. */
    public ChildProcess service(String name, Map<String, String> more) {
        progress.accept("starting " + name);
        Map<String, String> settings = lite();
        settings.putAll(more);
        String main = "io.deligate." + name.replace("-", "") + ".Main";
        ChildProcess service = children.measured(name, main, List.of(), settings);
        ready(service);
        return service;
    }

    /** An edge with these settings besides its addresses; returns when devices can connect. */
    public Server edge(String id, Map<String, String> more) {
        progress.accept("starting " + id);
        Map<String, String> settings = lite();
        settings.put("DELIGATE_EDGE_ID", id);
        settings.put("DELIGATE_MQTT_HOST", "127.0.0.1");
        settings.put("DELIGATE_MQTT_PORT", "0");
        settings.put("DELIGATE_MQTTS_PORT", "0");
        settings.putAll(more);
        ChildProcess edge = children.measured(id, "io.deligate.mqttedge.Main", List.of(), settings);
        String scheme = more.containsKey("DELIGATE_TLS_CERT") ? "ssl" : "tcp";
        Matcher address = edge.await(Pattern.compile("mqtt-edge: mqtt on " + scheme + "://(\\S+)$"), STARTS_WITHIN);
        ready(edge);
        return new Server(edge, address.group(1));
    }

    private static void ready(ChildProcess service) {
        var unused = service.await(Pattern.compile(" is ready$"), STARTS_WITHIN);
    }

    public String bootstrap() {
        return bootstrap;
    }

    /** The broker's process. */
    public ChildProcess backing() {
        return backing;
    }

    public String productKey() {
        return productKey;
    }

    public Api api() {
        return api;
    }
}
