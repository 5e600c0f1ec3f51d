package io.deligate.servicekit.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.servicekit.process.sample.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The sample service in a JVM of its own. */
final class SampleProcess {
    private static final String END = "\u0000";

    private final Process process;
    private final Path errors;
    private final BlockingQueue<String> arriving = new LinkedBlockingQueue<>();
    private final List<String> lines = new ArrayList<>();

    private SampleProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread reader = new Thread(() -> {
            process.inputReader().lines().forEach(arriving::add);
            arriving.add(END);
        });
        reader.setDaemon(true);
        reader.start();
    }

    static SampleProcess start(Path folder, Map<String, String> env, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DELIGATE_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(env);
        return new SampleProcess(builder.start(), errors);
    }

    /** The first line from here on that starts so. */
    @CanIgnoreReturnValue
    String awaitLine(String start) throws InterruptedException, TimeoutException {
        while (true) {
            String line = next();
            if (line.equals(END)) {
                throw new AssertionError("ended without a line that starts with: " + start + "\n" + lines);
            }
            if (line.startsWith(start)) {
                return line;
            }
        }
    }

    /** Through the handle, because {@link Process#destroy()} would also close the pipe the lines come through. */
    void signalStop() {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    int exitCode(Duration within) throws InterruptedException, TimeoutException {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("still running after " + within);
            }
            return process.exitValue();
        } finally {
            if (process.isAlive()) {
                process.destroyForcibly();
            }
        }
    }

    /** All lines, once the process has ended. */
    List<String> lines() throws InterruptedException, TimeoutException {
        while (lines.isEmpty() || !lines.get(lines.size() - 1).equals(END)) {
            if (process.isAlive() && arriving.isEmpty()) {
                break;
            }
            next();
        }
        return List.copyOf(lines);
    }

    List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    @CanIgnoreReturnValue
    private String next() throws InterruptedException, TimeoutException {
        String line = arriving.poll(30, TimeUnit.SECONDS);
        if (line == null) {
            throw new TimeoutException("no further line after " + lines);
        }
        lines.add(line);
        return line;
    }
}
