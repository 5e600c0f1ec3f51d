package io.deligate.bench.measure;

import io.deligate.bench.figure.Report;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * QoS 1 PUBLISH of a message for apps (action 300) to its PUBACK. Nobody consumes what arrives: it is the edge that is
 * measured, and the broker's writes.
 *
 * @param rate messages per second of all devices together; open loop
 * @param inFlight messages on their way per device, closed loop; 0 = open loop
 * @param payload bytes
 */
public record Uplink(int connections, int rate, int inFlight, int payload, Options options) implements Bench {
    /** What one device may send by default, and a little less; beyond it the edge reads it more slowly, on purpose. */
    private static final int PACE = 40;

    public Uplink {
        Options.connections(connections);
        Options.between("--rate", rate, 1, 10_000_000);
        Options.between("--in-flight", inFlight, 0, 100);
        Options.between("--payload", payload, 120, 200_000);
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        stage.conditions().put("loop", inFlight > 0 ? "closed" : "open");
        stage.conditions().put("connections", connections);
        stage.conditions().put("rate", inFlight > 0 ? 0 : rate);
        stage.conditions().put("in_flight", inFlight);
        stage.conditions().put("payload_bytes", payload);
        stage.conditions().put("qos", 1);
        Arena arena = new Arena(
                stage, options, connections, inFlight > 0 || rate > connections * PACE ? unpaced() : Map.of());
        Side edge = arena.side("edge", arena.edge("edge-1"), order());
        Side floor = arena.side("floor", arena.uplinkFloor("floor"), order());
        Duel.fight(stage, edge, floor, options);
        return new Report("uplink", stage.conditions(), edge.perMillion(), floor.perMillion());
    }

    static Map<String, String> unpaced() {
        return Map.of(
                "DELIGATE_UPLINK_PACE_MESSAGES",
                "1000000",
                "DELIGATE_UPLINK_PACE_MESSAGES_BURST",
                "1000000",
                "DELIGATE_UPLINK_PACE_BYTES",
                "1000MiB",
                "DELIGATE_UPLINK_PACE_BYTES_BURST",
                "1000MiB");
    }

    private Map<String, Object> order() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", inFlight > 0 ? "closed" : "open");
        order.put("connections", connections);
        order.put("rate", rate);
        order.put("in-flight", Math.max(1, inFlight));
        order.put("payload", payload);
        return order;
    }
}
