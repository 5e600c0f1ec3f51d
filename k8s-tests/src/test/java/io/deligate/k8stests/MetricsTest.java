package io.deligate.k8stests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.docs.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboards, alerts and the metrics table name what the services export, and the table names all of it. */
class MetricsTest {
    private static final Pattern SERIES = Pattern.compile("\\b(?:deligate|jvm|process|system)_[a-z0-9_]+");
    private static final Pattern ROW = Pattern.compile("`(deligate_[a-z0-9_]+)(?:\\{[^}]*})?`");

    private static Set<String> named(Path file, Pattern where) throws Exception {
        Set<String> found = new TreeSet<>();
        Matcher expressions = where.matcher(Files.readString(file));
        while (expressions.find()) {
            Matcher series = SERIES.matcher(expressions.group(1));
            while (series.find()) {
                found.add(series.group());
            }
        }
        return found;
    }

    @Test
    void dashboardsShowOnlyWhatExists() throws Exception {
        List<Path> dashboards;
        try (Stream<Path> files = Files.list(Repository.root().resolve("deploy/grafana"))) {
            dashboards = files.filter(file -> file.toString().endsWith(".json")).toList();
        }
        assertThat(dashboards).hasSize(4);
        Set<String> exported = MetricNames.series();
        for (Path dashboard : dashboards) {
            Set<String> shown = named(dashboard, Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\""));
            assertThat(shown).as(dashboard.toString()).isNotEmpty();
            assertThat(exported).as(dashboard.toString()).containsAll(shown);
        }
    }

    @Test
    void alertsAskOnlyForWhatExists() throws Exception {
        Set<String> asked =
                named(Repository.root().resolve("deploy/prometheus/rules.yaml"), Pattern.compile("expr: (.*)"));
        assertThat(asked).isNotEmpty();
        assertThat(MetricNames.series()).containsAll(asked);
    }

    @Test
    void theTableNamesEveryMetricAndNoOther() throws Exception {
        Set<String> exported = new TreeSet<>();
        for (Map.Entry<String, String> meter : MetricNames.meters().entrySet()) {
            exported.add(MetricNames.exported(meter.getKey(), meter.getValue()));
        }
        Set<String> documented = new TreeSet<>();
        Files.readAllLines(Repository.root().resolve("docs/operations.md")).stream()
                .filter(line -> line.startsWith("| `deligate_"))
                .forEach(line -> {
                    Matcher names = ROW.matcher(line.split("\\|", -1)[1]);
                    while (names.find()) {
                        documented.add(names.group(1));
                    }
                });
        assertThat(documented).isEqualTo(exported);
    }

    @Test
    void aNameThatNobodyExportsIsNoticed() throws Exception {
        Path wrong = Files.writeString(
                Files.createDirectories(Path.of("target")).resolve("planted.json"),
                "{\"expr\": \"rate(deligate_edge_conects_total[5m])\"}");
        Set<String> shown = named(wrong, Pattern.compile("\"expr\": \"([^\"]*)\""));
        assertThat(shown).containsExactly("deligate_edge_conects_total");
        assertThat(MetricNames.series())
                .contains("deligate_edge_connects_total")
                .doesNotContainAnyElementsOf(shown);
    }
}
