package io.deligate.bench.measure;

import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.figure.Figures;
import io.deligate.bench.figure.Report;
import io.deligate.bench.part.Server;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Uplinks through 1, 2 and more edges: processor time per message has to stay where it is. Where a fleet is shared by more
 * edges each of them has less to do at a time, so a message costs more by that alone; where it grows with them it does not.
 *
 * @param edges the most; each step doubles
 * @param rate messages per second of all devices together, or of each edge's
 * @param each whether connections and rate are those of each edge, so that the fleet grows with them
 */
public record Scale(int edges, int connections, int rate, boolean each, Options options) implements Bench {
    private static final List<String> TOLD = List.of(
            "messages_per_s",
            "p50_ms",
            "p99_ms",
            "cpu_s_per_million",
            "jit_cpu_s_per_million",
            "without_jit_cpu_s_per_million",
            "broker_cpu_s_per_million",
            "rss_mb",
            "sent",
            "done");

    public Scale {
        Options.between("--edges", edges, 1, 8);
        Options.connections(connections);
        Options.between("--rate", rate, 1, connections * 40L);
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        stage.conditions().put("edges", edges);
        stage.conditions().put("connections", connections);
        stage.conditions().put("rate", rate);
        stage.conditions().put("of_each_edge", each);
        stage.conditions().put("payload_bytes", 200);
        Arena arena = new Arena(stage, options, connections, Map.of());
        List<Server> edgeServers = new ArrayList<>();
        List<Server> floorServers = new ArrayList<>();
        Figures edge = new Figures();
        Figures floor = new Figures();
        for (int count = 1; count <= edges; count *= 2) {
            while (edgeServers.size() < count) {
                edgeServers.add(arena.edge("edge-" + (edgeServers.size() + 1)));
                floorServers.add(arena.uplinkFloor("floor-" + (floorServers.size() + 1)));
            }
            Side edgeSide = side(arena, count + " edges", edgeServers);
            Side floorSide = side(arena, count + " floors", floorServers);
            Duel.fight(stage, edgeSide, floorSide, options);
            tell(edgeSide.perMillion(), count, edge);
            tell(floorSide.perMillion(), count, floor);
            edgeSide.leave();
            floorSide.leave();
        }
        return new Report("scale", stage.conditions(), edge, floor);
    }

    private static void tell(Figures all, int count, Figures told) {
        TOLD.forEach(name -> told.put("with_" + count + "_" + name, all.get(name)));
    }

    private Side side(Arena arena, String name, List<Server> servers) {
        List<Devices> devices = new ArrayList<>();
        for (Server server : servers) {
            Map<String, Object> order = new LinkedHashMap<>();
            order.put("shape", "open");
            order.put("connections", share(connections, servers.size()));
            order.put("rate", share(rate, servers.size()));
            order.put("payload", 200);
            order.put("id-prefix", "BENCH1_" + devices.size() + "_");
            devices.add(arena.devices(name.replace(' ', '-') + "-" + devices.size(), server, order));
        }
        Map<String, List<ChildProcess>> helpers =
                Map.of("broker", List.of(arena.platform().backing()));
        return new Side(name, servers, devices, devices, helpers);
    }

    private int share(int all, int servers) {
        return each ? all : Math.max(1, all / servers);
    }
}
