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
import java.util.function.ToDoubleFunction;

/** One of the two that are compared: what serves the devices, the devices, and what all of them have used so far. */
final class Side {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final double MEGABYTE = 1 << 20;
    private static final List<String> LATENCIES = List.of("p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms");

    private final String name;
    private final List<Server> servers;
    private final List<Devices> devices;
    private final List<Devices> observers;
    private final CpuMeter cpu;
    private final Map<String, CpuMeter> others = new LinkedHashMap<>();

    /**
     * @param helpers whose processor time is told besides, by the name of the figure; for both sides the same names, and
     *     an empty list where a side needs no such help
     */
    Side(String name, Server server, Devices devices, Map<String, List<ChildProcess>> helpers) {
        this(name, List.of(server), List.of(devices), List.of(devices), helpers);
    }

    /** The same with several servers, and where what the devices do may be seen by somebody else. */
    Side(
            String name,
            List<Server> servers,
            List<Devices> devices,
            List<Devices> observers,
            Map<String, List<ChildProcess>> helpers) {
        this.name = name;
        this.servers = List.copyOf(servers);
        this.devices = List.copyOf(devices);
        this.observers = List.copyOf(observers);
        this.cpu = new CpuMeter(servers.stream().map(Server::process).toList());
        helpers.forEach((helper, processes) -> others.put(helper, new CpuMeter(processes)));
        others.put(
                "generator", new CpuMeter(devices.stream().map(Devices::process).toList()));
    }

    List<Server> servers() {
        return servers;
    }

    /** Works without being measured. */
    void warmUp(Stage stage, int seconds) throws InterruptedException {
        if (seconds > 0) {
            devices.forEach(each -> each.say("go"));
            watch(stage, "warming up", seconds);
            devices.forEach(each -> tellTrouble(stage, each.say("rest")));
        }
    }

    /** Works, and after a moment is measured. */
    void measure(Stage stage, int seconds) throws InterruptedException {
        devices.forEach(each -> each.say("go"));
        stage.pass(SETTLE);
        open();
        watch(stage, "measuring", seconds);
        shut();
        devices.forEach(each -> tellTrouble(stage, each.say("rest")));
    }

    private void tellTrouble(Stage stage, JsonNode report) {
        tell(stage, report, "failed", "last_failure");
        tell(stage, report, "refused", "last_ending");
    }

    private void tell(Stage stage, JsonNode report, String what, String last) {
        long times = report.path(what).asLong();
        if (times > 0) {
            stage.say("%s: %,d %s so far, the last: %s"
                    .formatted(name, times, what, report.path(last).asText()));
        }
    }

    /** From now on it counts. */
    void open() {
        observers.forEach(each -> each.say("open"));
        cpu.start();
        others.values().forEach(CpuMeter::start);
    }

    /** It counts no more. */
    void shut() {
        cpu.stop();
        others.values().forEach(CpuMeter::stop);
        observers.forEach(each -> each.say("shut"));
    }

    private void watch(Stage stage, String what, int seconds) throws InterruptedException {
        double done = sum(observers, "done");
        for (int second = 1; second <= seconds; second++) {
            stage.pass(Duration.ofSeconds(1));
            double now = sum(observers, "done");
            stage.say("%s: %s %d/%d s, %,.0f/s".formatted(name, what, second, seconds, now - done));
            done = now;
        }
    }

    private static double sum(List<Devices> those, String figure) {
        return those.stream()
                .mapToDouble(each -> each.say("report").path(figure).asDouble())
                .sum();
    }

    /** Throughput, latency and processor time per million of what the devices do. */
    Figures perMillion() {
        return figures("messages_per_s", "_cpu_s_per_million", 1e6);
    }

    /** The same per connect, in milliseconds. */
    Figures perConnect() {
        return figures("connects_per_s", "_cpu_ms_per_connect", 1e3);
    }

    /** All leave, and it is over. */
    void leave() {
        devices.forEach(Devices::leave);
        observers.forEach(Devices::leave);
    }

    private Figures figures(String throughput, String cost, double per) {
        List<JsonNode> reports =
                observers.stream().map(each -> each.say("report")).toList();
        double measured = reports.stream()
                .mapToDouble(report -> report.path("measured").asDouble())
                .sum();
        if (measured == 0) {
            throw new ChildFailure(name + ": nothing was done in time: " + reports + " (expected: answers)");
        }
        double each = per / measured;
        Figures figures = new Figures().put(throughput, measured / worst(reports, "seconds"));
        LATENCIES.forEach(latency -> figures.put(latency, worst(reports, latency)));
        figures.put(cost.substring(1), cpu.seconds() * each);
        figures.put("jit" + cost, cpu.compilingSeconds() * each);
        figures.put("without_jit" + cost, (cpu.seconds() - cpu.compilingSeconds()) * each);
        others.forEach((helper, meter) -> figures.put(helper + cost, meter.seconds() * each));
        return figures.put("rss_mb", ofServers(ChildProcess::residentBytes) / MEGABYTE)
                .put("heap_mb", ofServers(ChildProcess::heapInUse) / MEGABYTE)
                .put("sent", sum(devices, "sent"))
                .put("done", sum(observers, "done"))
                .put("failed", sum(devices, "failed"))
                .put("refused", sum(devices, "refused"))
                .put("unsent", sum(devices, "unsent"))
                .put("lost_connections", sum(devices, "lost"));
    }

    private static double worst(List<JsonNode> reports, String figure) {
        return reports.stream()
                .mapToDouble(report -> report.path(figure).asDouble())
                .max()
                .orElse(0);
    }

    private double ofServers(ToDoubleFunction<ChildProcess> figure) {
        return servers.stream().map(Server::process).mapToDouble(figure).sum();
    }
}
