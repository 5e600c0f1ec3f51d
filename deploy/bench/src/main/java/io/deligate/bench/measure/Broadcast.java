package io.deligate.bench.measure;

import io.deligate.bench.child.ChildFailure;
import io.deligate.bench.child.CpuMeter;
import io.deligate.bench.child.Proc;
import io.deligate.bench.figure.Figures;
import io.deligate.bench.figure.Report;
import io.deligate.bench.floor.BroadcastFloor;
import io.deligate.bench.part.Platform;
import io.deligate.bench.part.Server;
import io.deligate.bench.part.Topics;
import io.deligate.load.Letter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One 202 to all devices of a type: from its record to the last of them. Some more connections ping all the while; the
 * longest answer shows how long an event loop was busy with nothing else.
 *
 * @param rounds broadcasts that are measured; one more comes before
 */
public record Broadcast(int connections, int rounds, Options options) implements Bench {
    private static final String FLOOR_TOPIC = "bench.broadcast";
    private static final String TOPIC = "deli.broadcast";
    private static final int PROBES = 4;
    private static final Duration ALL_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration CALM = Duration.ofSeconds(1);

    public Broadcast {
        Options.connections(connections + PROBES);
        Options.between("--rounds", rounds, 1, 100);
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        stage.conditions().put("connections", connections);
        stage.conditions().put("rounds", rounds);
        stage.children().measureWith("-Xmx1g");
        stage.conditions().put("flags_of_edge_and_floor", "-Xmx1g");
        Arena arena = new Arena(stage, options, connections + PROBES, Map.of());
        Platform platform = arena.platform();
        Topics.create(platform.bootstrap(), 1, List.of(FLOOR_TOPIC));
        Server edge = arena.edge("edge-1");
        Server floor = arena.floor(
                "floor", BroadcastFloor.class, List.of(platform.bootstrap(), FLOOR_TOPIC, platform.productKey()));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", platform.bootstrap(), "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Figures edgeFigures = figures(stage, arena, "edge", edge, producer, TOPIC);
            Figures floorFigures = figures(stage, arena, "floor", floor, producer, FLOOR_TOPIC);
            stage.conditions().put("load_average_after", Proc.load());
            return new Report("broadcast", stage.conditions(), edgeFigures, floorFigures);
        }
    }

    private Figures figures(
            Stage stage, Arena arena, String name, Server server, KafkaProducer<byte[], byte[]> producer, String topic)
            throws InterruptedException {
        Devices devices = arena.devices(name, server, subscribers());
        Devices probes = arena.devices(name + "-probes", server, probes());
        CpuMeter cpu = new CpuMeter(List.of(server.process()));
        List<Double> lasts = new ArrayList<>();
        double unused = round(stage, devices, producer, topic);
        probes.say("go");
        devices.say("open");
        probes.say("open");
        for (int round = 1; round <= rounds; round++) {
            stage.pass(CALM);
            cpu.start();
            lasts.add(round(stage, devices, producer, topic));
            cpu.stop();
            stage.say("%s: broadcast %d/%d, the last of %,d devices after %,.0f ms"
                    .formatted(name, round, rounds, connections, lasts.get(round - 1)));
        }
        probes.say("shut");
        devices.say("shut");
        probes.say("rest");
        var report = devices.say("report");
        lasts.sort(null);
        Figures figures = new Figures()
                .put("last_ms_median", lasts.get(lasts.size() / 2))
                .put("last_ms_worst", lasts.get(lasts.size() - 1))
                .put("p50_ms", report.path("p50_ms").asDouble())
                .put("p99_ms", report.path("p99_ms").asDouble())
                .put("longest_ping_ms", probes.say("report").path("max_ms").asDouble())
                .put("ping_p99_ms", probes.say("report").path("p99_ms").asDouble())
                .put("cpu_s_per_million", cpu.seconds() * 1e6 / connections / rounds)
                .put("jit_cpu_s_per_million", cpu.compilingSeconds() * 1e6 / connections / rounds)
                .put(
                        "without_jit_cpu_s_per_million",
                        (cpu.seconds() - cpu.compilingSeconds()) * 1e6 / connections / rounds)
                .put("delivered", report.path("measured").asDouble())
                .put("lost_connections", report.path("lost").asDouble());
        devices.leave();
        probes.leave();
        return figures;
    }

    /** Milliseconds to the last device. */
    private double round(Stage stage, Devices devices, KafkaProducer<byte[], byte[]> producer, String topic)
            throws InterruptedException {
        long before = devices.say("report").path("received").asLong();
        long start = System.nanoTime();
        byte[] notice = Letter.fromDevice(202, 200).due(start);
        var unused = producer.send(new ProducerRecord<>(topic, Platform.TYPE.getBytes(StandardCharsets.UTF_8), notice));
        producer.flush();
        var report = devices.say("report");
        while (report.path("received").asLong() - before < connections) {
            if (System.nanoTime() - start > ALL_WITHIN.toNanos()) {
                throw new ChildFailure("a broadcast has reached "
                        + (report.path("received").asLong() - before) + " devices within " + ALL_WITHIN.toSeconds()
                        + " s (expected: " + connections + ")");
            }
            stage.pass(LOOK);
            report = devices.say("report");
        }
        return report.path("last_ms").asDouble();
    }

    private Map<String, Object> subscribers() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", "idle");
        order.put("goal", "answer");
        order.put("subscribe", Platform.TYPE);
        order.put("connections", connections);
        return order;
    }

    private static Map<String, Object> probes() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", "pings");
        order.put("connections", PROBES);
        order.put("id-prefix", "BENCH1_PROBE_");
        return order;
    }
}
