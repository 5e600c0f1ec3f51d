package io.deligate.systemtests;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaProcess;
import io.deligate.testkit.Relay;
import io.deligate.testkit.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A broker, a database, a registry-service and several edges, each a process of its own that may be hurt alone. */
final class Installation implements AutoCloseable {
    static final String MODEL = "DL3785W";

    private static final String ADMIN_KEY = "the-admin-key-of-a-fault-test";
    private static final String SECRET_KEY = "the-secret-key-of-a-fault-test";
    private static final String REGISTRY = "registry-service";
    private static final String DISPATCHER = "dispatcher";
    private static final String SMALL = "-Xmx128m -XX:MaxDirectMemorySize=96m";
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Beside the edges. */
    private static final int MOST_PARTS = 8;

    private final Path logs;
    private final Map<String, String> edgeSettings;
    private final int edgeCount;
    private final Relay kafkaWire = new Relay();
    private final List<Relay> clusterWires = new ArrayList<>();
    private final KafkaProcess kafka;
    private final TestPostgres postgres;
    private final List<Edge> edges = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final RegistryApi api;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final String database;
    private final String productKey;

    /** One edge's place: its ports stay when its process is another one. */
    private static final class Edge {
        private final String id;
        private final int mqttPort;
        private final int managementPort;
        private final Map<String, String> settings;
        private DeligateProcess process;
        private int lives;

        Edge(String id, Map<String, String> settings) throws IOException {
            this.id = id;
            this.settings = settings;
            this.mqttPort = freePort();
            this.managementPort = freePort();
        }
    }

    /** One process of a service that is no edge: its settings, its port among them, stay when its process is another one. */
    private static final class Part {
        private final String service;
        private final Map<String, String> settings;
        private DeligateProcess process;
        private int lives;

        Part(String service, Map<String, String> settings) {
            this.service = service;
            this.settings = settings;
        }
    }

    /** Returns when devices of {@link #MODEL} can connect to all edges; the logs stay in the folder. */
    Installation(Path data, Path logs, int edgeCount, Map<String, String> edgeSettings) throws Exception {
        this.logs = Files.createDirectories(logs);
        this.edgeSettings = edgeSettings;
        this.edgeCount = edgeCount;
        this.kafka = KafkaProcess.start(data.resolve("kafka"), kafkaWire);
        this.postgres = TestPostgres.start();
        int registryPort = freePort();
        for (int i = 0; i < edgeCount + MOST_PARTS; i++) {
            clusterWires.add(new Relay());
        }
        this.database = postgres.newDatabase("registry").uri();
        start(REGISTRY, REGISTRY, Map.of("DELIGATE_REGISTRY_PORT", Integer.toString(registryPort)));
        this.api = RegistryApi.at(registryPort, ADMIN_KEY);
        this.productKey = api.newProduct(MODEL, "KQ");
        for (int i = 0; i < edgeCount; i++) {
            Map<String, String> own = member(clusterWires.get(i));
            boolean last = i == edgeCount - 1;
            own.put("DELIGATE_KAFKA_BOOTSTRAP", last ? "127.0.0.1:" + kafkaWire.port() : kafka.bootstrap());
            edges.add(new Edge("edge-" + (i + 1), own));
            launch(i);
        }
        for (int i = 0; i < edgeCount; i++) {
            awaitReady(i);
        }
    }

    /** A member of the cluster that the others reach through this wire only. */
    private Map<String, String> member(Relay wire) throws IOException {
        int port = freePort();
        wire.to(port);
        Map<String, String> settings = new HashMap<>();
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
        Part part = parts.get(name);
        if (part == null) {
            Map<String, String> settings = member(clusterWires.get(edgeCount + parts.size()));
            settings.put("DELIGATE_KAFKA_BOOTSTRAP", kafka.bootstrap());
            settings.put("DELIGATE_POSTGRES_URI", database);
            settings.put("DELIGATE_ADMIN_KEY", ADMIN_KEY);
            settings.put("DELIGATE_SECRET_KEY", SECRET_KEY);
            settings.putAll(own);
            part = new Part(service, settings);
            parts.put(name, part);
        } else {
            keepLog(name + "-" + part.lives, part.process);
        }
        part.process = DeligateProcess.start(part.settings, part.service);
        part.lives++;
        part.process.awaitLine(part.service + " is ready");
    }

    /** The same, for one that needs nothing of its own. */
    void start(String name, String service) throws IOException {
        start(name, service, Map.of());
    }

    /** The process that was started under that name last. */
    DeligateProcess part(String name) {
        return parts.get(name).process;
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

    /** The way of the last edge to Kafka. */
    Relay kafkaWire() {
        return kafkaWire;
    }

    /** The ways of the cluster's members to each other. */
    List<Relay> clusterWires() {
        return clusterWires;
    }

    /** How many edges the registry-service sends devices to. */
    int accessList() throws IOException, InterruptedException {
        return api.get("/access_list").body().path("MQTT").size();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Starts the edge's process, the first time or again; it is not ready yet. */
    void launch(int edge) throws IOException {
        Edge place = edges.get(edge);
        if (place.process != null) {
            keepLog(place.id + "-" + place.lives, place.process);
        }
        Map<String, String> settings = new HashMap<>(place.settings);
        // nobody balances load in front of them
        settings.put("DELIGATE_DRAIN_AWAIT", "0s");
        settings.putAll(edgeSettings);
        settings.put("DELIGATE_EDGE_ID", place.id);
        settings.put("DELIGATE_MQTT_PORT", Integer.toString(place.mqttPort));
        settings.put("DELIGATE_MANAGEMENT_PORT", Integer.toString(place.managementPort));
        place.process = DeligateProcess.start(settings, "mqtt-edge");
        place.lives++;
    }

    void awaitReady(int edge) {
        edges.get(edge).process.awaitLine("mqtt-edge is ready");
    }

    DeligateProcess edge(int edge) {
        return edges.get(edge).process;
    }

    TestPostgres postgres() {
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

    List<Integer> mqttPorts() {
        return edges.stream().map(edge -> edge.mqttPort).toList();
    }

    int mqttPort(int edge) {
        return edges.get(edge).mqttPort;
    }

    /** The id of the edge that listens on that port. */
    String edgeAt(int mqttPort) {
        return edges.stream()
                .filter(edge -> edge.mqttPort == mqttPort)
                .findFirst()
                .orElse(edges.get(0))
                .id;
    }

    /** {@code POST /drain} on the edge's management port. */
    void drain(int edge) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request(edge, "/drain")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new AssertionError("drain: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** A metric without labels, of an edge that runs. */
    double metric(int edge, String name) {
        String[] found = {""};
        Await.until(SOON, name + " of edge " + edge, () -> {
            String page = http.send(request(edge, "/metrics").GET().build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            found[0] = page.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .findFirst()
                    .orElse("");
            return !found[0].isEmpty();
        });
        return Double.parseDouble(found[0].substring(name.length() + 1));
    }

    /** Sessions that the running edges count, all together. */
    int connections() {
        double sum = 0;
        for (int i = 0; i < edges.size(); i++) {
            sum += edges.get(i).process.isAlive() ? metric(i, "deligate_edge_connections") : 0;
        }
        return (int) sum;
    }

    private HttpRequest.Builder request(int edge, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edges.get(edge).managementPort + path))
                .timeout(Duration.ofSeconds(5));
    }

    private void keepLog(String name, DeligateProcess process) throws IOException {
        var unused = Files.write(logs.resolve(name + ".log"), process.lines());
    }

    @Override
    public void close() throws IOException {
        for (Edge edge : edges) {
            if (edge.process != null) {
                edge.process.close();
                keepLog(edge.id + "-" + edge.lives, edge.process);
            }
        }
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            part.getValue().process.close();
            keepLog(part.getKey() + "-" + part.getValue().lives, part.getValue().process);
        }
        kafka.close();
        postgres.close();
        kafkaWire.close();
        clusterWires.forEach(Relay::close);
    }
}
