package io.deligate.systemtests;

import io.deligate.testkit.Await;
import io.deligate.testkit.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code ./deligate} as a process of its own, on free ports. */
final class DeligateProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    private static final Pattern PART = Pattern.compile("[a-z-]+: (\\S+) on (\\S+)");

    private static final String OPTIONS = "DELIGATE_JAVA_OPTS";
    private static final Map<String, String> CACHED = new ConcurrentHashMap<>();

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private DeligateProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of ./deligate");
        this.reader.setDaemon(true);
        this.reader.start();
    }

    /** Starts {@code ./deligate args...}; ports are free ones unless {@code env} says otherwise. */
    static DeligateProcess start(Map<String, String> env, String... args) throws IOException {
        return start(Host.here(), env, args);
    }

    /** The same on that host. */
    static DeligateProcess start(Host host, Map<String, String> env, String... args) throws IOException {
        String options = env.getOrDefault(OPTIONS, System.getenv().getOrDefault(OPTIONS, ""));
        Map<String, String> all = new HashMap<>(env);
        // as users start it, when nothing is said
        if (!options.isBlank()) {
            all.put(OPTIONS, CACHED.computeIfAbsent(options, StartCache::addedTo));
        }
        return startPlainly(host, all, args);
    }

    /** The same here without what earlier starts have left for later ones. */
    static DeligateProcess startPlainly(Map<String, String> env, String... args) throws IOException {
        return startPlainly(Host.here(), env, args);
    }

    private static DeligateProcess startPlainly(Host host, Map<String, String> env, String... args) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home().resolve("deligate").toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(host.command(command)).redirectErrorStream(true);
        for (String port : List.of("MQTT", "REGISTRY", "OTA", "FTP", "KAFKA", "POSTGRES", "MANAGEMENT", "CLUSTER")) {
            builder.environment().put("DELIGATE_" + port + "_PORT", "0");
        }
        builder.environment().putAll(env);
        return new DeligateProcess(builder.start());
    }

    /** Starts the platform on that data and waits until it is ready. */
    static DeligateProcess up(Path data, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of("up", "--data", data.toString()));
        args.addAll(List.of(options));
        DeligateProcess started = start(Map.of(), args.toArray(String[]::new));
        try {
            started.awaitLine("deligate is ready");
        } catch (AssertionError late) {
            started.close();
            throw late;
        }
        return started;
    }

    /** The project's root: the folder that holds the start script. */
    static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("deligate"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private void read() {
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException closed) {
            lines.add("output ended: " + closed.getMessage());
        }
    }

    /** Waits for a line; fails when the process ends without it. */
    void awaitLine(String line) {
        Await.until(READY_WITHIN, line, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended before it said: " + line + "\n" + output());
            }
            return lines.contains(line);
        });
    }

    /** All that was printed so far, both streams. */
    String output() {
        return String.join("\n", lines);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The address in a part's ready line. */
    String address(String part) {
        return find(part).orElseThrow(() -> new AssertionError("no ready line of " + part + " in:\n" + output()));
    }

    /** Whether the part has said where it is. */
    boolean hasAddress(String part) {
        return find(part).isPresent();
    }

    private Optional<String> find(String part) {
        return lines.stream()
                .map(PART::matcher)
                .filter(Matcher::matches)
                .filter(match -> match.group(1).equals(part))
                .map(match -> match.group(2))
                .findFirst();
    }

    int port(String part) {
        String address = address(part);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** The memory that the process and its children, the database, occupy. */
    long residentBytes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(DeligateProcess::residentBytes)
                .sum();
    }

    private static long residentBytes(ProcessHandle handle) {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + handle.pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    /** What Ctrl-C and an orchestrator do: asks the process to end. */
    void terminate() {
        // By its handle: Process itself would close the output that is still to be read.
        var unused = process.toHandle().destroy();
    }

    /** {@code kill -9}. */
    void kill() {
        var unused = process.toHandle().destroyForcibly();
    }

    /** {@code SIGSTOP}: it does nothing any more, and its connections stay. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** {@code SIGCONT}. */
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill -" + name + ": exit code " + code);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the process to end and returns its exit code. */
    int exitCode(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + atMost + ":\n" + output());
        }
        reader.join(STOPS_WITHIN.toMillis());
        return process.exitValue();
    }

    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
