package io.deligate.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Devices as a process of their own, so that what they cost is not counted as the platform's.
 *
 * <p>It is told what to do by words {@code key=value}, connects its devices and says {@code {"event":"connected"}}. Then it
 * obeys one word per line on its standard input and answers each with one JSON line: {@code go} begins to send, {@code
 * open} and {@code shut} enclose what is measured, {@code rest} stops sending and waits for what is on its way, {@code
 * report} tells everything so far. It ends when its input ends.
 */
public final class Generator {
    private static final long ALL_IN_SECONDS = 300;
    private static final long SETTLE_NANOS = 10_000_000_000L;
    private static final long LOOK_NANOS = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Order order;
    private final Meter meter = new Meter();
    private final Fleet fleet;
    private final PrintStream out;

    private Generator(Order order, Network network, PrintStream out) throws IOException {
        this.order = order;
        this.out = out;
        Target target = Target.plain(order.target()).fromLoopbacks(order.connections());
        this.fleet = new Fleet(order, network, order.trust().isEmpty() ? target : target.over(tls(order)), meter);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Order order = Order.parse(args);
        try (Network network = new Network(order.threads())) {
            new Generator(order, network, out)
                    .obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        }
    }

    private static SslContext tls(Order order) throws IOException {
        return SslContextBuilder.forClient()
                .trustManager(Path.of(order.trust()).toFile())
                .build();
    }

    private void obey(BufferedReader commands) throws IOException, InterruptedException {
        fleet.connect();
        if (!fleet.awaitAll(ALL_IN_SECONDS)) {
            say("failed", Map.of("absent", fleet.absent(), "reason", fleet.lastEnding()));
            return;
        }
        say("connected", report());
        for (String word = commands.readLine(); word != null; word = commands.readLine()) {
            switch (word) {
                case "go" -> fleet.begin();
                case "open" -> meter.open(System.nanoTime());
                case "shut" -> meter.shut(System.nanoTime());
                case "rest" -> rest();
                case "report" -> {
                    // every answer is one
                }
                default -> throw new IllegalArgumentException(word + " (expected: go, open, shut, rest or report)");
            }
            say(word, report());
        }
        fleet.leave();
    }

    /** Nothing new, and what is on its way has ten seconds. */
    private void rest() {
        fleet.rest();
        long end = System.nanoTime() + SETTLE_NANOS;
        while (meter.pending() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private Map<String, Object> report() {
        Meter.Figures figures = meter.figures();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("connections", order.connections() - fleet.absent());
        report.put("refused", fleet.refused());
        report.put("lost", fleet.lost());
        report.put("last_ending", fleet.lastEnding());
        report.put("sent", figures.sent());
        report.put("done", figures.done());
        report.put("unsent", figures.unsent());
        report.put("received", fleet.received());
        report.put("measured", figures.measured());
        report.put("seconds", figures.seconds());
        report.put("p50_ms", figures.percentile(50));
        report.put("p90_ms", figures.percentile(90));
        report.put("p99_ms", figures.percentile(99));
        report.put("p999_ms", figures.percentile(99.9));
        report.put("max_ms", figures.percentile(100));
        report.put("cpu_s", cpuSeconds());
        return report;
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean mine
                ? mine.getProcessCpuTime() / 1e9
                : 0;
    }

    private void say(String event, Map<String, ?> more) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        line.putAll(more);
        out.println(JSON.writeValueAsString(line));
    }
}
