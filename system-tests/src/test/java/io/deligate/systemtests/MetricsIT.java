package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.docs.Repository;
import io.deligate.testkit.mqtt.FakeDevice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What all services really export once each has something to count, against the table of docs/operations.md: names and
 * labels. That the table has every metric of the sources, those of rare events among them, is shown in k8s-tests.
 */
@ExtendWith(SharedPlatform.Extension.class)
class MetricsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MODEL = "METRICS1";
    private static final Pattern ROW = Pattern.compile("`(deligate_[a-z0-9_]+)(?:\\{([^}]*)})?`");
    private static final Pattern SERIES = Pattern.compile("(deligate_[a-z0-9_]+)(?:\\{(.*)})? .*");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\",?");

    private final HttpClient http = HttpClient.newHttpClient();

    private static Map<String, Set<String>> documented() throws Exception {
        Map<String, Set<String>> rows = new TreeMap<>();
        Files.readAllLines(Repository.root().resolve("docs/operations.md")).stream()
                .filter(line -> line.startsWith("| `deligate_"))
                .forEach(line -> {
                    Matcher row = ROW.matcher(line.split("\\|", -1)[1]);
                    while (row.find()) {
                        rows.put(row.group(1), labels(row.group(2) == null ? "" : row.group(2), "([a-z_]+),?"));
                    }
                });
        return rows;
    }

    private static Set<String> labels(String text, String each) {
        return Pattern.compile(each)
                .matcher(text)
                .results()
                .map(label -> label.group(1))
                .filter(label -> !label.equals("le"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String page(String address) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(address + "/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Map<String, Set<String>> exported(String page, Set<String> known) {
        Map<String, Set<String>> found = new TreeMap<>();
        page.lines().map(SERIES::matcher).filter(Matcher::matches).forEach(series -> {
            String labels = series.group(2) == null ? "" : series.group(2);
            found.put(family(series.group(1), known), labels(labels, LABEL.pattern()));
        });
        return found;
    }

    /** The documented metric that a series belongs to, as histograms have several; else its own name. */
    private static String family(String series, Set<String> known) {
        return Arrays.asList("_bucket", "_count", "_sum", "_max").stream()
                .filter(series::endsWith)
                .map(end -> series.substring(0, series.length() - end.length()))
                .filter(known::contains)
                .findFirst()
                .orElse(series);
    }

    @Test
    void whatIsExportedUnderTrafficIsInTheTableWithItsLabels(SharedPlatform platform) throws Exception {
        String key = platform.registry().newProduct(MODEL, "KQ");
        String address = platform.process().address("management");
        try (FakeDevice device = FakeDevice.onPort(platform.process().port("mqtt-edge"), MODEL + "_1")
                .productKey(MODEL, key)
                .connect()) {
            device.publish("no envelope", 1).get();
            device.publish("{\"mid\":\"1\",\"action\":300,\"data\":{\"cmd\":\"c\"}}", 1)
                    .get();
            device.publish("{\"mid\":\"2\",\"action\":200,\"data\":{}}", 1).get();
            device.publish("{\"mid\":\"3\",\"action\":105,\"data\":{\"code\":1,\"msg\":\"\"}}", 1)
                    .get();
            device.publish("{\"mid\":\"4\",\"action\":100}", 1).get();
            assertThat(platform.registry().get("/v1/devices").status()).isEqualTo(200);
            Await.until(
                    SOON,
                    "each service has counted something",
                    () -> page(address)
                                    .lines()
                                    .filter(
                                            line -> line.matches(
                                                    "deligate_(dispatcher_requests|app_messages|registry_alarms|registry_command_answers|edge_refused_uplinks)_total\\{.*"))
                                    .map(line -> line.substring(0, line.indexOf('{')))
                                    .distinct()
                                    .count()
                            == 5);
        }

        Map<String, Set<String>> table = documented();
        Map<String, Set<String>> real = exported(page(address), table.keySet());

        assertThat(real).hasSizeGreaterThan(30);
        real.forEach(
                (name, labels) -> assertThat(table).as("docs/operations.md").containsEntry(name, labels));
    }
}
