package io.deligate.bench.measure;

import io.deligate.bench.figure.Report;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Devices that connect, are authenticated and leave. The edge writes a session record to Kafka before it answers; the
 * floor checks the same password and answers at once.
 *
 * @param connections different devices that take turns
 * @param inFlight connects on their way at once
 */
public record Connects(int connections, int inFlight, Options options) implements Bench {
    /** Below what one device may do by default: five connects at once, and then one a second. */
    private static final int LEAST_DEVICES = 1_000;

    public Connects {
        Options.between("--connections", connections, LEAST_DEVICES, 1_000_000);
        Options.between("--in-flight", inFlight, 1, 1_000);
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        stage.conditions().put("devices", connections);
        stage.conditions().put("in_flight", inFlight);
        Arena arena = new Arena(
                stage,
                options,
                connections,
                Map.of(
                        "DELIGATE_MQTT_CONNECTS_PER_SECOND", "1000000",
                        "DELIGATE_MQTT_CONNECTS_BURST", "1000000",
                        "DELIGATE_MQTT_CONNECTS_DEVICE_GAP", "1ms"));
        Side edge = arena.side("edge", arena.edge("edge-1"), order());
        Side floor = arena.side("floor", arena.uplinkFloor("floor"), order());
        Duel.fight(stage, edge, floor, options);
        return new Report("connects", stage.conditions(), edge.perConnect(), floor.perConnect());
    }

    private Map<String, Object> order() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", "connects");
        order.put("connections", connections);
        order.put("in-flight", inFlight);
        return order;
    }
}
