package io.deligate.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.bench.child.ChildFailure;
import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.child.CpuMeter;
import io.deligate.bench.figure.Figures;
import io.deligate.bench.part.Server;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of the two that are compared: what serves the devices, the devices, and what all of them have used so far. */
final class Side {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final double MEGABYTE = 1 << 20;

    private final String name;
    private final Server server;
    private final Devices devices;
    private final Devices observer;
    private final CpuMeter cpu;
    private final Map<String, CpuMeter> others = new LinkedHashMap<>();

    /**
     * @param helpers whose processor time is told besides, by the name of the figure; for both sides the same names, and
     *     an empty list where a side needs no such help
     */
    Side(String name, Server server, Devices devices, Map<String, List<ChildProcess>> helpers) {
        this(name, server, devices, devices, helpers);
    }

    /** The same where what the devices do is seen by somebody else. */
    Side(String name, Server server, Devices devices, Devices observer, Map<String, List<ChildProcess>> helpers) {
        this.name = name;
        this.server = server;
        this.devices = devices;
        this.observer = observer;
        this.cpu = new CpuMeter(List.of(server.process()));
        helpers.forEach((helper, processes) -> others.put(helper, new CpuMeter(processes)));
        others.put("generator", new CpuMeter(List.of(devices.process())));
    }

    Server server() {
        return server;
    }

    /** Works without being measured. */
    void warmUp(Stage stage, int seconds) throws InterruptedException {
        if (seconds > 0) {
            devices.say("go");
            watch(stage, "warming up", seconds);
            devices.say("rest");
        }
    }

    /** Works, and after a moment is measured. */
    void measure(Stage stage, int seconds) throws InterruptedException {
        devices.say("go");
        stage.pass(SETTLE);
        observer.say("open");
        cpu.start();
        others.values().forEach(CpuMeter::start);
        watch(stage, "measuring", seconds);
        cpu.stop();
        others.values().forEach(CpuMeter::stop);
        observer.say("shut");
        devices.say("rest");
    }

    private void watch(Stage stage, String what, int seconds) throws InterruptedException {
        long done = observer.say("report").path("done").asLong();
        for (int second = 1; second <= seconds; second++) {
            stage.pass(Duration.ofSeconds(1));
            JsonNode now = observer.say("report");
            stage.say("%s: %s %d/%d s, %,d/s"
                    .formatted(name, what, second, seconds, now.path("done").asLong() - done));
            done = now.path("done").asLong();
        }
    }

    /** Throughput, latency and processor time per million of what the devices do. */
    Figures perMillion() {
        return figures("messages_per_s", "_cpu_s_per_million", 1e6);
    }

    /** All leave, and it is over. */
    void leave() {
        devices.leave();
        observer.leave();
    }

    /** The same per connect, in milliseconds. */
    Figures perConnect() {
        return figures("connects_per_s", "_cpu_ms_per_connect", 1e3);
    }

    private Figures figures(String throughput, String cost, double per) {
        JsonNode report = observer.say("report");
        if (report.path("measured").asLong() == 0) {
            throw new ChildFailure(name + ": nothing was done in time: " + report + " (expected: answers)");
        }
        double each = per / report.path("measured").asDouble();
        Figures figures = new Figures()
                .put(
                        throughput,
                        report.path("measured").asDouble()
                                / report.path("seconds").asDouble());
        for (String latency : List.of("p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms")) {
            figures.put(latency, report.path(latency).asDouble());
        }
        figures.put(cost.substring(1), cpu.seconds() * each);
        figures.put("jit" + cost, cpu.compilingSeconds() * each);
        others.forEach((helper, meter) -> figures.put(helper + cost, meter.seconds() * each));
        return figures.put("rss_mb", server.process().residentBytes() / MEGABYTE)
                .put("heap_mb", server.process().heapInUse() / MEGABYTE)
                .put("sent", report.path("sent").asDouble())
                .put("done", report.path("done").asDouble())
                .put("unsent", report.path("unsent").asDouble())
                .put("lost_connections", report.path("lost").asDouble());
    }
}
