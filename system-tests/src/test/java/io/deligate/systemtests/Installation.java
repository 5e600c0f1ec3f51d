package io.deligate.systemtests;

import io.deligate.testkit.Host;
import io.deligate.testkit.HostNetwork;
import io.deligate.testkit.KafkaProcess;
import io.deligate.testkit.PostgresProcess;
import io.deligate.testkit.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A broker, a database, a registry-service and several edges, each a process of its own that may be hurt alone: all on this
 * machine's loopback, or each on a host of its own in a {@link HostNetwork}.
 */
final class Installation implements AutoCloseable {
    static final String MODEL = "DL3785W";

    private static final String ADMIN_KEY = "the-admin-key-of-a-fault-test";
    private static final String SECRET_KEY = "the-secret-key-of-a-fault-test";
    private static final String REGISTRY = "registry-service";
    private static final String DISPATCHER = "dispatcher";
    private static final String SMALL = "-Xmx128m -XX:MaxDirectMemorySize=96m";

    /** On a host of its own. */
    private static final int CLUSTER_PORT = 5701;

    /** Beside the edges. */
    private static final int MOST_PARTS = 8;

    private final Path logs;
    private final int edgeCount;
    private final Relay kafkaWire = new Relay();
    private final List<Relay> clusterWires = new ArrayList<>();
    private final KafkaProcess kafka;
    private final PostgresProcess postgres;
    private final List<EdgeSeat> edges = new ArrayList<>();
    private final RegistryApi api;
    private final Map<String, Seat> parts = new LinkedHashMap<>();
    private final FaultTable table;
    private final Optional<HostNetwork> network;
    private final String productKey;

    /** Returns when devices of {@link #MODEL} can connect to all edges; the logs stay in the folder. */
    Installation(Path data, Path logs, int edgeCount, Map<String, String> edgeSettings) throws Exception {
        this(data, logs, edgeCount, edgeSettings, Optional.empty());
    }

    /** The same in that network, which is closed with it; without one on loopback. */
    Installation(Path data, Path logs, int edgeCount, Map<String, String> edgeSettings, Optional<HostNetwork> network)
            throws Exception {
        this.logs = Files.createDirectories(logs);
        this.table = new FaultTable(logs.resolve("table.md"));
        this.edgeCount = edgeCount;
        this.network = network;
        Path kafkaFolder = data.resolve("kafka");
        this.kafka = network.isEmpty()
                ? KafkaProcess.start(kafkaFolder, kafkaWire)
                : KafkaProcess.start(kafkaFolder, host("kafka"));
        this.postgres = PostgresProcess.start(data.resolve("postgres"), host("postgres"));
        try {
            int registryPort = freePort();
            for (int i = 0; i < edgeCount + MOST_PARTS; i++) {
                clusterWires.add(new Relay());
            }
            start(REGISTRY, REGISTRY, Map.of("DELIGATE_REGISTRY_PORT", Integer.toString(registryPort)));
            this.api = RegistryApi.at(host(REGISTRY).address(), registryPort, ADMIN_KEY);
            this.productKey = api.newProduct(MODEL, "KQ");
            for (int i = 0; i < edgeCount; i++) {
                String id = edgeId(i);
                Map<String, String> own = member(clusterWires.get(i));
                boolean detour = network.isEmpty() && i == edgeCount - 1;
                own.put("DELIGATE_KAFKA_BOOTSTRAP", detour ? "127.0.0.1:" + kafkaWire.port() : kafka.bootstrap());
                // nobody balances load in front of them
                own.put("DELIGATE_DRAIN_AWAIT", "0s");
                own.putAll(edgeSettings);
                edges.add(new EdgeSeat(id, host(id), freePort(), freePort(), own, logs));
                launch(i);
            }
            for (int i = 0; i < edgeCount; i++) {
                awaitReady(i);
            }
        } catch (Exception | Error why) {
            close();
            throw why;
        }
    }

    private static String edgeId(int edge) {
        return "edge-" + (edge + 1);
    }

    /** Where the part of that name runs. */
    Host host(String name) {
        return network.map(each -> each.host(name)).orElse(Host.here());
    }

    /** Every host that may hold a member of the cluster, there or not. */
    private List<Host> members() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < edgeCount; i++) {
            names.add(edgeId(i));
        }
        for (String service : List.of(REGISTRY, DISPATCHER, "app-bridge")) {
            names.add(service);
            names.add(service + "-2");
        }
        return names.stream().map(this::host).toList();
    }

    /** A member of the cluster: on loopback the others reach it through this wire only. */
    private Map<String, String> member(Relay wire) throws IOException {
        Map<String, String> settings = new HashMap<>();
        if (network.isPresent()) {
            settings.put("DELIGATE_CLUSTER_PORT", Integer.toString(CLUSTER_PORT));
            settings.put(
                    "DELIGATE_CLUSTER",
                    members().stream()
                            .map(host -> host.address() + ":" + CLUSTER_PORT)
                            .collect(Collectors.joining(",")));
            settings.put("DELIGATE_JAVA_OPTS", SMALL);
            return settings;
        }
        int port = freePort();
        wire.to(port);
        settings.put("DELIGATE_CLUSTER_PORT", Integer.toString(port));
        settings.put(
                "DELIGATE_CLUSTER",
                clusterWires.stream().map(each -> "127.0.0.1:" + each.port()).collect(Collectors.joining(",")));
        settings.put("DELIGATE_JAVA_OPTS", SMALL + " -Dhazelcast.local.publicAddress=127.0.0.1:" + wire.port());
        return settings;
    }

    /**
     * Starts a process of a service that is no edge, the first time or again, and waits until it is ready; {@code own} settings
     * count the first time.
     */
    void start(String name, String service, Map<String, String> own) throws IOException {
        launch(name, service, own);
        awaitReady(name);
    }

    private void launch(String name, String service, Map<String, String> own) throws IOException {
        Seat part = parts.get(name);
        if (part == null) {
            Map<String, String> settings = member(clusterWires.get(edgeCount + parts.size()));
            settings.put("DELIGATE_KAFKA_BOOTSTRAP", kafka.bootstrap());
            settings.put("DELIGATE_POSTGRES_URI", postgres.uri());
            settings.put("DELIGATE_ADMIN_KEY", ADMIN_KEY);
            settings.put("DELIGATE_SECRET_KEY", SECRET_KEY);
            settings.putAll(own);
            part = new Seat(name, service, host(name), settings, logs);
            parts.put(name, part);
        }
        part.launch();
    }

    private void awaitReady(String name) {
        parts.get(name).awaitReady();
    }

    /** A second registry-service, and two of each other service that devices and apps talk through, all at once. */
    void startTwoOfEach() throws IOException {
        Map<String, String> services = new LinkedHashMap<>();
        services.put(REGISTRY + "-2", REGISTRY);
        for (String service : List.of(DISPATCHER, "app-bridge")) {
            services.put(service, service);
            services.put(service + "-2", service);
        }
        startAtOnce(services);
    }

    /** Starts several, the service of each by its name, and waits until all are ready. */
    void startAtOnce(Map<String, String> services) throws IOException {
        for (Map.Entry<String, String> each : services.entrySet()) {
            launch(each.getKey(), each.getValue(), Map.of());
        }
        services.keySet().forEach(this::awaitReady);
    }

    /** The same, for one that needs nothing of its own. */
    void start(String name, String service) throws IOException {
        start(name, service, Map.of());
    }

    /** The process that was started under that name last. */
    DeligateProcess part(String name) {
        return parts.get(name).process();
    }

    void startDispatcher() throws IOException {
        start(DISPATCHER, DISPATCHER);
    }

    void killDispatcher() {
        part(DISPATCHER).kill();
    }

    boolean hasDispatcher() {
        return parts.containsKey(DISPATCHER);
    }

    /** Starts the ota-service with its files in that folder and returns its REST interface. */
    OtaApi startOta(Path files, Duration lease) throws IOException {
        String address = "http://127.0.0.1:" + freePort();
        start(
                "ota-service",
                "ota-service",
                Map.of(
                        "DELIGATE_OTA_PORT",
                        address.substring(address.lastIndexOf(':') + 1),
                        "DELIGATE_OTA_PUBLIC_URL",
                        address,
                        "DELIGATE_OTA_FOLDER",
                        files.toString(),
                        "DELIGATE_OTA_LEASE",
                        lease.toSeconds() + "s"));
        return new OtaApi(address, ADMIN_KEY);
    }

    /** The network whose hosts its parts run on; empty when it is this machine's loopback. */
    Optional<HostNetwork> network() {
        return network;
    }

    /** The way of the last edge to Kafka, on loopback. */
    Relay kafkaWire() {
        return kafkaWire;
    }

    /** The ways of the cluster's members to each other, on loopback. */
    List<Relay> clusterWires() {
        return clusterWires;
    }

    /** How many edges the registry-service sends devices to. */
    int accessList() throws IOException, InterruptedException {
        return api.get("/access_list").body().path("MQTT").size();
    }

    /** The process of that name, edge or service. */
    DeligateProcess process(String name) {
        return edges.stream()
                .filter(edge -> edge.name().equals(name))
                .findFirst()
                .map(Seat::process)
                .orElseGet(() -> part(name));
    }

    /** The cable of that part is out: silence; on loopback the process is frozen instead. */
    void cut(String name) throws IOException, InterruptedException {
        if (network.isPresent()) {
            network.get().cut(host(name));
        } else {
            process(name).freeze();
        }
    }

    /** It is in again. */
    void heal(String name) throws IOException, InterruptedException {
        if (network.isPresent()) {
            network.get().heal(host(name));
        } else {
            process(name).thaw();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Starts the edge's process, the first time or again; it is not ready yet. */
    void launch(int edge) throws IOException {
        edges.get(edge).launch();
    }

    void awaitReady(int edge) {
        edges.get(edge).awaitReady();
    }

    DeligateProcess edge(int edge) {
        return edges.get(edge).process();
    }

    PostgresProcess postgres() {
        return postgres;
    }

    RegistryApi registry() {
        return api;
    }

    KafkaProcess kafka() {
        return kafka;
    }

    String productKey() {
        return productKey;
    }

    /** The rows of the faults that were tried on it. */
    FaultTable table() {
        return table;
    }

    /** Where devices connect; each edge has a port of its own, whatever its host. */
    List<InetSocketAddress> mqttAddresses() {
        return edges.stream().map(EdgeSeat::mqtt).toList();
    }

    List<Integer> mqttPorts() {
        return edges.stream().map(edge -> edge.mqtt().getPort()).toList();
    }

    int mqttPort(int edge) {
        return edges.get(edge).mqtt().getPort();
    }

    /** The id of the edge that listens on that port. */
    String edgeAt(int mqttPort) {
        return edges.stream()
                .filter(edge -> edge.mqtt().getPort() == mqttPort)
                .findFirst()
                .orElse(edges.get(0))
                .name();
    }

    /** {@code POST /drain} on the edge's management port. */
    void drain(int edge) throws IOException, InterruptedException {
        edges.get(edge).drain();
    }

    /** Sessions that the running edges count, all together. */
    int connections() {
        return edges.stream().mapToInt(EdgeSeat::connections).sum();
    }

    @Override
    public void close() throws IOException {
        table.print();
        List<Seat> seats = new ArrayList<>(edges);
        seats.addAll(parts.values());
        // all at once, and then each until it is gone
        seats.forEach(Seat::terminate);
        for (Seat seat : seats) {
            seat.end();
        }
        kafka.close();
        postgres.close();
        kafkaWire.close();
        clusterWires.forEach(Relay::close);
        network.ifPresent(HostNetwork::close);
    }
}
