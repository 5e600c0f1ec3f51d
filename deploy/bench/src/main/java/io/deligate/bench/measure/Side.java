package io.deligate.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.figure.Figures;
import io.deligate.bench.part.Server;
import java.time.Duration;

/** One of the two that are compared: what serves the devices, the devices, and what both have used so far. */
final class Side {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final double MEGABYTE = 1 << 20;

    private final String name;
    private final Server server;
    private final Devices devices;
    private final ChildProcess broker;
    private double serverCpu;
    private double brokerCpu;
    private double devicesCpu;

    Side(String name, Server server, Devices devices, ChildProcess broker) {
        this.name = name;
        this.server = server;
        this.devices = devices;
        this.broker = broker;
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
        devices.say("open");
        double server0 = server.process().cpuSeconds();
        double broker0 = broker.cpuSeconds();
        double devices0 = devices.cpuSeconds();
        watch(stage, "measuring", seconds);
        serverCpu += server.process().cpuSeconds() - server0;
        brokerCpu += broker.cpuSeconds() - broker0;
        devicesCpu += devices.cpuSeconds() - devices0;
        devices.say("shut");
        devices.say("rest");
    }

    private void watch(Stage stage, String what, int seconds) throws InterruptedException {
        long done = devices.say("report").path("done").asLong();
        for (int second = 1; second <= seconds; second++) {
            stage.pass(Duration.ofSeconds(1));
            JsonNode now = devices.say("report");
            stage.say("%s: %s %d/%d s, %,d/s"
                    .formatted(name, what, second, seconds, now.path("done").asLong() - done));
            done = now.path("done").asLong();
        }
    }

    /** Throughput, latency and processor time per message. */
    Figures figures() {
        JsonNode report = devices.say("report");
        double messages = report.path("measured").asDouble();
        double millions = messages / 1e6;
        return new Figures()
                .put("messages_per_s", messages / report.path("seconds").asDouble())
                .put("p50_ms", report.path("p50_ms").asDouble())
                .put("p90_ms", report.path("p90_ms").asDouble())
                .put("p99_ms", report.path("p99_ms").asDouble())
                .put("p999_ms", report.path("p999_ms").asDouble())
                .put("max_ms", report.path("max_ms").asDouble())
                .put("cpu_s_per_million", serverCpu / millions)
                .put("broker_cpu_s_per_million", brokerCpu / millions)
                .put("generator_cpu_s_per_million", devicesCpu / millions)
                .put("rss_mb", server.process().residentBytes() / MEGABYTE)
                .put("heap_mb", server.process().heapInUse() / MEGABYTE)
                .put("sent", report.path("sent").asDouble())
                .put("done", report.path("done").asDouble())
                .put("unsent", report.path("unsent").asDouble())
                .put("lost_connections", report.path("lost").asDouble());
    }
}
