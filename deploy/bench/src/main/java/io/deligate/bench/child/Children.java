package io.deligate.bench.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All processes of one run, in Java like this one and with its options; they and their folder are gone when it ends,
 * however it ends.
 */
public final class Children implements AutoCloseable {
    private final Path folder;
    private final Deque<ChildProcess> started = new ArrayDeque<>();
    private final Thread hook = new Thread(this::end, "children");
    private final List<String> flagsOfMeasured = new ArrayList<>();
    private boolean ended;

    private Children(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Nobody yet, with a temporary folder. */
    public static Children none() {
        try {
            return new Children(Files.createTempDirectory("deligate-bench"));
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** For their data and logs; goes with them. */
    public Path folder() {
        return folder;
    }

    /** The options this JVM was started with, which are its children's too. */
    public static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** More JVM options, for those that are {@link #measured} and are started from now on. */
    public synchronized void measureWith(String... options) {
        flagsOfMeasured.addAll(List.of(options));
    }

    /** A part that is there to help, on a {@link Leash}, with no settings but these. */
    public ChildProcess leashed(String name, String main, List<String> args, Map<String, String> settings) {
        return start(name, List.of(), onLeash(main, args), settings);
    }

    /** The same for a process that is measured: an edge or a floor. */
    public ChildProcess measured(String name, String main, List<String> args, Map<String, String> settings) {
        return start(name, flagsOfMeasured, onLeash(main, args), settings);
    }

    private static List<String> onLeash(String main, List<String> args) {
        List<String> words = new ArrayList<>(List.of(Leash.class.getName(), main));
        words.addAll(args);
        return words;
    }

    /** What ends with its input by itself. */
    public ChildProcess plain(String name, String main, List<String> args) {
        List<String> words = new ArrayList<>(List.of(main));
        words.addAll(args);
        return start(name, List.of(), words, Map.of());
    }

    /** The first process of that name; fails with {@link ChildFailure} that names those there are. */
    public synchronized ChildProcess named(String name) {
        Set<String> names = new LinkedHashSet<>();
        for (var oldestFirst = started.descendingIterator(); oldestFirst.hasNext(); ) {
            ChildProcess child = oldestFirst.next();
            if (child.name().equals(name)) {
                return child;
            }
            names.add(child.name());
        }
        throw new ChildFailure("no process " + name + " (expected: one of " + names + ")");
    }

    private synchronized ChildProcess start(
            String name, List<String> moreFlags, List<String> mainAndArgs, Map<String, String> settings) {
        if (ended) {
            throw new ChildFailure(name + " was not started: the run is over");
        }
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(flags());
        words.addAll(moreFlags);
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.addAll(mainAndArgs);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DELIGATE_"));
        builder.environment().putAll(settings);
        ChildProcess child = ChildProcess.start(name, builder, folder.resolve(name + ".log"));
        started.push(child);
        return child;
    }

    /** Ends all, the youngest first. */
    @Override
    public void close() {
        end();
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyRunning) {
            // it finds nobody
        }
    }

    private synchronized void end() {
        ended = true;
        while (!started.isEmpty()) {
            started.pop().close();
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // a temporary folder; the system clears it away
        }
    }
}
