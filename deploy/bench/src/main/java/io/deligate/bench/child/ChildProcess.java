package io.deligate.bench.child;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process that we have started: what it says, what it uses, and its end. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(8);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final int KEPT_LINES = 20;

    private final String name;
    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Deque<String> last = new ArrayDeque<>();

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(() -> read(log), "says-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    static ChildProcess start(String name, ProcessBuilder builder, Path log) {
        try {
            return new ChildProcess(name, builder.redirectErrorStream(true).start(), log);
        } catch (IOException why) {
            throw new ChildFailure(name + " cannot be started: " + why.getMessage(), why);
        }
    }

    private void read(Path log) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var file = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.write(line);
                file.newLine();
                synchronized (last) {
                    last.add(line);
                    if (last.size() > KEPT_LINES) {
                        last.remove();
                    }
                }
                said.add(line);
            }
        } catch (IOException gone) {
            // then it has nothing more to say
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** The next line that fits, passing over others; fails with {@link ChildFailure} when none comes in time. */
    public Matcher await(Pattern wanted, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (true) {
                String line = said.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    Matcher match = wanted.matcher(line);
                    if (match.find()) {
                        return match;
                    }
                } else if (!process.isAlive() && said.isEmpty()) {
                    throw new ChildFailure(name + " has ended with " + process.exitValue() + ":\n" + lastLines());
                } else if (System.nanoTime() - end > 0) {
                    throw new ChildFailure(name + " did not say \"" + wanted + "\" within " + atMost.toSeconds()
                            + " s:\n" + lastLines());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ChildFailure(name + ": no longer waited for", stop);
        }
    }

    /** Says a line to it, and returns the first line from now on that fits. */
    public Matcher ask(String line, Pattern wanted) {
        return ask(line, wanted, ANSWERS_WITHIN);
    }

    /** The same, with a limit of its own. */
    public Matcher ask(String line, Pattern wanted, Duration atMost) {
        said.clear();
        tell(line);
        return await(wanted, atMost);
    }

    private void tell(String line) {
        try {
            in.write(line);
            in.newLine();
            in.flush();
        } catch (IOException gone) {
            throw new ChildFailure(name + " does not listen any more:\n" + lastLines(), gone);
        }
    }

    /** Bytes of heap in use after a garbage collection; of a process behind a {@link Leash}. */
    public long heapInUse() {
        return Long.parseLong(ask("heap", Pattern.compile("^" + Leash.ANSWER + "heap (\\d+)$"))
                .group(1));
    }

    /** Begins to profile it into that file; of a process behind a {@link Leash}. */
    public void beginProfile(Path file) {
        leash("profile " + file.toAbsolutePath());
    }

    /** Ends the profile and writes it. */
    public void endProfile() {
        leash("profiled");
    }

    private void leash(String word) {
        String answer = ask(word, Pattern.compile("^" + Leash.ANSWER + "(.*)$")).group(1);
        if (!answer.startsWith("profile ")) {
            throw new ChildFailure(name + ": " + answer + " (expected: a profile)");
        }
    }

    /** Seconds of processor time it has used so far, of all its threads; 10 ms is the kernel's unit. */
    public double cpuSeconds() {
        return Proc.cpuSeconds(pid());
    }

    /** Bytes of memory it holds. */
    public long residentBytes() {
        return Proc.residentBytes(pid());
    }

    private String lastLines() {
        synchronized (last) {
            return String.join("\n", List.copyOf(last));
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it in order, or else by force; returns when it is gone. */
    @Override
    public void close() {
        boolean ignored = process.toHandle().destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                var unused = process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
