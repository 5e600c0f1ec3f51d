package io.deligate.bench.measure;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long and how to measure, whatever it is.
 *
 * @param seconds that are measured, of the edge and of the floor each
 * @param warmup seconds before, of each
 * @param tls whether devices speak TLS
 * @param profile where a profile goes; null = none is made
 * @param profiled the name of the process that is profiled
 * @param settings of the edge, beside those a benchmark needs
 */
public record Options(
        int seconds, int warmup, boolean tls, @Nullable Path profile, String profiled, Map<String, String> settings) {
    private static final int MOST_SECONDS = 600;
    private static final int MOST_CONNECTIONS = 1_000_000;

    /** Files besides connections: jars, Kafka, the cluster. */
    private static final int KEPT_FILES = 1_000;

    public Options {
        between("--seconds", seconds, 1, MOST_SECONDS);
        between("--warmup", warmup, 0, MOST_SECONDS);
        settings = checked("--set", settings);
    }

    /** The same, with the profile in a file of its own: {@code p.html} becomes {@code p-PART.html}. */
    Options part(String part) {
        if (profile == null) {
            return this;
        }
        String file = String.valueOf(profile.getFileName());
        int dot = file.lastIndexOf('.');
        String name = dot < 0 ? file + "-" + part : file.substring(0, dot) + "-" + part + file.substring(dot);
        return new Options(seconds, warmup, tls, profile.resolveSibling(name), profiled, settings);
    }

    /** Fails with {@link IllegalArgumentException} that names the option. */
    public static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    /** Settings of a process, as given by that option. */
    static Map<String, String> checked(String option, Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!name.matches("DELIGATE_[A-Z0-9_]+")) {
                throw new IllegalArgumentException(option + ": " + name + " (expected: DELIGATE_NAME=VALUE)");
            }
        }
        return Map.copyOf(settings);
    }

    /** Checks a number of connections: a process here may have no more than it may have files open. */
    static void connections(int connections) {
        between("--connections", connections, 1, mostConnections());
    }

    /** What one process can hold, as far as files go. */
    public static int mostConnections() {
        long files = ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return (int) Math.max(1, Math.min(files - KEPT_FILES, MOST_CONNECTIONS));
    }
}
