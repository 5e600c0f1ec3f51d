package io.deligate.bench.measure;

import io.deligate.bench.child.Proc;
import io.deligate.bench.figure.Figures;
import io.deligate.bench.figure.Report;
import io.deligate.bench.part.Server;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a connection costs that does nothing but be there: bytes of heap after a collection, and of memory beyond the heap. */
public record Connections(int connections, Options options) implements Bench {
    /** Some are connected before the first look: what is made once is no connection's cost. */
    private static final int FIRST = 200;

    /** Long enough for what a connect leaves behind to be written and forgotten. */
    private static final Duration CALM = Duration.ofSeconds(5);

    public Connections {
        Options.connections(connections + FIRST);
    }

    private record Memory(double heap, double resident) {
        static Memory of(Server server) {
            // the collection first: what it gives back is not resident any more
            double heap = server.process().heapInUse();
            return new Memory(heap, server.process().residentBytes());
        }
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        stage.conditions().put("connections", connections);
        stage.children().measureWith("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
        stage.conditions().put("flags_of_edge_and_floor", "-Xms1g -Xmx1g -XX:+AlwaysPreTouch");
        Arena arena = new Arena(stage, options, connections + FIRST, Map.of());
        Figures edge = figures(stage, arena, "edge", arena.edge("edge-1"));
        Figures floor = figures(stage, arena, "floor", arena.uplinkFloor("floor"));
        stage.conditions().put("load_average_after", Proc.load());
        return new Report("connections", stage.conditions(), edge, floor);
    }

    private Figures figures(Stage stage, Arena arena, String name, Server server) throws InterruptedException {
        Devices first = arena.devices(name + "-first", server, order("BENCH1_FIRST_", FIRST));
        stage.pass(CALM);
        Memory before = Memory.of(server);
        Devices all = arena.devices(name, server, order("BENCH1_", connections));
        stage.pass(CALM);
        Memory after = Memory.of(server);
        double lost = all.say("report").path("lost").asDouble();
        all.leave();
        first.leave();
        return new Figures()
                .put("connections", connections - lost)
                .put("heap_bytes_per_connection", (after.heap() - before.heap()) / connections)
                .put("rss_beyond_heap_bytes_per_connection", (after.resident() - before.resident()) / connections)
                .put(
                        "bytes_per_connection",
                        (after.heap() - before.heap() + after.resident() - before.resident()) / connections)
                .put("heap_mb_before", before.heap() / (1 << 20))
                .put("rss_mb_after", after.resident() / (1 << 20));
    }

    private static Map<String, Object> order(String prefix, int connections) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", "idle");
        order.put("connections", connections);
        order.put("id-prefix", prefix);
        return order;
    }
}
