package io.deligate.bench.measure;

import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.figure.Report;
import io.deligate.bench.floor.UplinkFloor;
import io.deligate.bench.part.Platform;
import io.deligate.bench.part.Server;
import io.deligate.bench.part.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * QoS 1 PUBLISH of a message for apps (action 300) to its PUBACK. Nobody consumes what arrives: it is the edge that is
 * measured, and the broker's writes.
 *
 * @param rate messages per second of all devices together; open loop
 * @param inFlight messages on their way per device, closed loop; 0 = open loop
 * @param payload bytes
 */
public record Uplink(int connections, int rate, int inFlight, int payload, Options options) implements Bench {
    private static final String FLOOR_TOPIC = "bench.floor";
    private static final int PARTITIONS = 12;
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    /** What one device may send by default; beyond it the edge reads it more slowly, on purpose. */
    private static final int PACE = 40;

    public Uplink {
        Options.between("--connections", connections, 1, 200_000);
        Options.between("--rate", rate, 1, 10_000_000);
        Options.between("--in-flight", inFlight, 0, 100);
        Options.between("--payload", payload, 120, 200_000);
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        Map<String, String> settings = options.edgeSettings(needed());
        stage.conditions().putAll(conditions(settings));
        Platform platform = new Platform(stage.children(), stage.progress());
        Topics.create(platform.bootstrap(), PARTITIONS, List.of(FLOOR_TOPIC));
        Server edge = platform.edge("edge-1", settings);
        Server floor = floor(stage, platform);
        stage.say("connecting " + connections + " devices to each");
        Side edgeSide = side(stage, platform, "edge", edge);
        Side floorSide = side(stage, platform, "floor", floor);
        Duel.fight(stage, edgeSide, floorSide, options);
        return new Report("uplink", stage.conditions(), edgeSide.figures(), floorSide.figures());
    }

    private Map<String, String> needed() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("DELIGATE_MQTT_CONNECTS_PER_SECOND", "100000");
        settings.put("DELIGATE_MQTT_CONNECTS_BURST", "100000");
        settings.put("DELIGATE_MQTT_CONNECTIONS", Integer.toString(Math.max(connections, 100)));
        if (inFlight > 0 || rate > connections * PACE) {
            settings.put("DELIGATE_UPLINK_PACE_MESSAGES", "1000000");
            settings.put("DELIGATE_UPLINK_PACE_MESSAGES_BURST", "1000000");
            settings.put("DELIGATE_UPLINK_PACE_BYTES", "1000MiB");
            settings.put("DELIGATE_UPLINK_PACE_BYTES_BURST", "1000MiB");
        }
        return settings;
    }

    private Map<String, Object> conditions(Map<String, String> settings) {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("loop", inFlight > 0 ? "closed" : "open");
        conditions.put("connections", connections);
        conditions.put("rate", inFlight > 0 ? 0 : rate);
        conditions.put("in_flight", inFlight);
        conditions.put("payload_bytes", payload);
        conditions.put("qos", 1);
        conditions.put("seconds", options.seconds());
        conditions.put("warmup_seconds", options.warmup());
        conditions.put("edge_settings", settings);
        return conditions;
    }

    private static Server floor(Stage stage, Platform platform) {
        stage.say("starting the floor");
        ChildProcess floor = stage.children()
                .leashed(
                        "floor",
                        UplinkFloor.class.getName(),
                        List.of(platform.bootstrap(), FLOOR_TOPIC, platform.productKey()),
                        Map.of());
        return new Server(
                floor,
                floor.await(Pattern.compile("^floor: mqtt on (\\S+)$"), STARTS_WITHIN)
                        .group(1));
    }

    private Side side(Stage stage, Platform platform, String name, Server server) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", inFlight > 0 ? "closed" : "open");
        order.put("target", server.address());
        order.put("connections", connections);
        order.put("rate", rate);
        order.put("in-flight", Math.max(1, inFlight));
        order.put("payload", payload);
        order.put("model", Platform.MODEL);
        order.put("product-key", platform.productKey());
        return new Side(
                name, server, Devices.connect(stage.children(), "devices-of-" + name, order), platform.backing());
    }
}
