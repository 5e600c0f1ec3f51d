package io.deligate.bench.measure;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long and how to measure, whatever it is.
 *
 * @param seconds that are measured, of the edge and of the floor each
 * @param warmup seconds before, of each
 * @param tls whether devices speak TLS
 * @param profile where the edge's profile goes; null = none is made
 * @param settings of the edge, beside those a benchmark needs
 */
public record Options(
        int seconds, int warmup, boolean tls, @Nullable Path profile, Map<String, String> settings) {
    private static final int MOST_SECONDS = 600;

    public Options {
        between("--seconds", seconds, 1, MOST_SECONDS);
        between("--warmup", warmup, 0, MOST_SECONDS);
        settings = Map.copyOf(settings);
        settings.keySet().forEach(Options::checkName);
    }

    /** Fails with {@link IllegalArgumentException} that names the option. */
    public static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    private static void checkName(String name) {
        if (!name.matches("DELIGATE_[A-Z0-9_]+")) {
            throw new IllegalArgumentException("--set: " + name + " (expected: DELIGATE_NAME=VALUE)");
        }
    }

    /** The edge's settings: what the benchmark needs, and over it what was given. */
    Map<String, String> edgeSettings(Map<String, String> needed) {
        Map<String, String> all = new LinkedHashMap<>(needed);
        all.putAll(settings);
        return all;
    }
}
