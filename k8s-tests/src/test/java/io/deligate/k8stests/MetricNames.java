package io.deligate.k8stests;

import io.deligate.servicekit.metrics.RuntimeMetrics;
import io.deligate.testkit.Await;
import io.deligate.testkit.docs.Repository;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics the services make, found in their sources and spelt by the registry that exports them. */
final class MetricNames {
    /** {@code count} is how a class of ours calls its own method that builds a counter. */
    private static final Pattern MADE = Pattern.compile(
            "(?:(Counter|Timer|Gauge)\\s*\\.builder|\\bcount|\\bnew CallLimits)\\(\\s*\"(deligate\\.[a-z.]+)\"");

    private static final Pattern ANY =
            Pattern.compile("\"(deligate\\.(?:request|(?:edge|dispatcher|app|ota|registry|event)\\.[a-z.]+))\"");

    private MetricNames() {}

    /** Each meter of ours with its kind. */
    static Map<String, String> meters() throws IOException {
        Map<String, String> meters = new TreeMap<>();
        Set<String> mentioned = new TreeSet<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            Matcher made = MADE.matcher(source);
            while (made.find()) {
                meters.put(made.group(2), made.group(1) == null ? "Counter" : made.group(1));
            }
            Matcher any = ANY.matcher(source);
            while (any.find()) {
                mentioned.add(any.group(1));
            }
        }
        if (!meters.keySet().equals(mentioned)) {
            mentioned.removeAll(meters.keySet());
            throw new AssertionError("meters made in a way this test does not see: " + mentioned);
        }
        return meters;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.root())) {
            return files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/src/main/"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }

    /** The one name a meter is known by in Prometheus. */
    static String exported(String meter, String kind) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        register(registry, meter, kind);
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE") && !line.contains("_max "))
                .map(line -> line.split(" ", -1)[2])
                .findFirst()
                .orElseThrow();
    }

    /** Every series name that a scrape can show, those of the JVM included. */
    static Set<String> series() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters().forEach((meter, kind) -> register(registry, meter, kind));
        RuntimeMetrics runtime = new RuntimeMetrics(registry, List.of());
        // pauses are shown once there was one
        System.gc();
        Await.until(
                Duration.ofSeconds(10), "a collection", () -> registry.scrape().contains("jvm_gc_pause_seconds_sum"));
        Set<String> series = registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[ {].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        runtime.close();
        return series;
    }

    private static void register(MeterRegistry registry, String meter, String kind) {
        switch (kind) {
            case "Counter" -> Counter.builder(meter).register(registry).increment();
            case "Timer" ->
                Timer.builder(meter)
                        .serviceLevelObjectives(Duration.ofSeconds(1))
                        .register(registry)
                        .record(Duration.ofMillis(1));
            default -> {
                Gauge gauge = Gauge.builder(meter, () -> 1).register(registry);
                assert gauge != null;
            }
        }
    }
}
