package io.deligate.standalone.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process of ours that says when it is ready and where. */
final class Actor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Actor.class);
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    /** Long: behind the orderly stop the virtual machine writes down what it has noted. */
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(5);

    private static final long LOOK_MILLIS = 50;

    private final String name;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Actor(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    static Actor start(String name, List<String> command, Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(settings);
        return new Actor(name, builder.start());
    }

    private void read() {
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException closed) {
            log.debug("output ended", closed);
        }
    }

    /** Waits for that line; fails when the process ends without it. */
    void awaitLine(String line) throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!lines.contains(line)) {
            boolean ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (System.nanoTime() > deadline || (ended && !lines.contains(line))) {
                throw new IllegalStateException(name + " never said: " + line + "\n" + String.join("\n", lines));
            }
        }
    }

    /** What it is called in that part's ready line, without a scheme. */
    String address(String part) {
        var pattern = Pattern.compile("[a-z-]+: " + part + " on (?:[a-z]+://)?(\\S+)");
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1).replace("0.0.0.0", "127.0.0.1"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no ready line of " + part + " in " + lines));
    }

    /** The first group of the first line that has it. */
    String find(Pattern pattern, int group) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(group))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line like " + pattern + " in " + lines));
    }

    /** Lets it work on; fails when it ends meanwhile. */
    void letWork(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(name + " has ended:\n" + String.join("\n", lines));
        }
    }

    /** Asks it to stop; fails when it does not, or not in order. */
    void stop() throws InterruptedException {
        var unused = process.toHandle().destroy();
        boolean ended = process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException(name + " did not stop in order:\n" + String.join("\n", lines));
        }
    }

    @Override
    public void close() {
        var asked = process.toHandle().destroy();
        try {
            if (asked && !process.waitFor(30, TimeUnit.SECONDS)) {
                var killed = process.toHandle().destroyForcibly();
                log.debug("{} killed: {}", name, killed);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
