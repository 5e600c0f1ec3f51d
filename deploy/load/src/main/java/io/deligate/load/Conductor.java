package io.deligate.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How a process that makes load is told what to do: one word per line on its standard input, each answered with one JSON
 * line. {@code go} begins to send, {@code open} and {@code shut} enclose what is measured, {@code rest} stops sending and
 * waits for what is on its way, {@code report} tells everything so far.
 */
public final class Conductor {
    private static final long SETTLE_NANOS = 10_000_000_000L;
    private static final long LOOK_NANOS = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final Meter meter;
    private final Player player;

    /** What sends. */
    public interface Player {
        /** From now on there is something to measure. */
        void begin();

        /** From now on nothing new is sent. */
        void rest();

        /** What it knows besides the meter. */
        Map<String, Object> more();
    }

    public Conductor(Meter meter, Player player) {
        this.meter = meter;
        this.player = player;
    }

    /** Says that all are there, and obeys until the input ends. */
    public void obey() throws IOException {
        say("connected");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = commands.readLine(); word != null; word = commands.readLine()) {
            switch (word) {
                case "go" -> player.begin();
                case "open" -> meter.open(System.nanoTime());
                case "shut" -> meter.shut(System.nanoTime());
                case "rest" -> rest();
                case "report" -> {
                    // every answer is one
                }
                default -> throw new IllegalArgumentException(word + " (expected: go, open, shut, rest or report)");
            }
            say(word);
        }
    }

    /** Nothing new, and what is on its way has ten seconds. */
    private void rest() {
        player.rest();
        long end = System.nanoTime() + SETTLE_NANOS;
        while (meter.pending() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Tells how things are, as an event of that name. */
    public void say(String event) throws IOException {
        Meter.Figures figures = meter.figures();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        line.putAll(player.more());
        line.put("sent", figures.sent());
        line.put("done", figures.done());
        line.put("unsent", figures.unsent());
        line.put("measured", figures.measured());
        line.put("seconds", figures.seconds());
        Map<String, Double> percentiles =
                Map.of("p50_ms", 50.0, "p90_ms", 90.0, "p99_ms", 99.0, "p999_ms", 99.9, "max_ms", 100.0);
        percentiles.forEach((name, percent) -> line.put(name, figures.percentile(percent)));
        line.put("cpu_s", cpuSeconds());
        out.println(JSON.writeValueAsString(line));
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean mine
                ? mine.getProcessCpuTime() / 1e9
                : 0;
    }
}
