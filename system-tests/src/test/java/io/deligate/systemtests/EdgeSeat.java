package io.deligate.systemtests;

import io.deligate.testkit.Await;
import io.deligate.testkit.Host;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The place of an edge, with what can be asked of the one that runs there. */
final class EdgeSeat extends Seat {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final InetSocketAddress mqtt;
    private final String management;

    EdgeSeat(String id, Host host, int mqttPort, int managementPort, Map<String, String> settings, Path logs) {
        super(id, "mqtt-edge", host, with(settings, id, mqttPort, managementPort), logs);
        this.mqtt = new InetSocketAddress(host.address(), mqttPort);
        this.management = "http://" + host.address() + ":" + managementPort;
    }

    private static Map<String, String> with(Map<String, String> settings, String id, int mqttPort, int managementPort) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("DELIGATE_EDGE_ID", id);
        all.put("DELIGATE_MQTT_PORT", Integer.toString(mqttPort));
        all.put("DELIGATE_MANAGEMENT_PORT", Integer.toString(managementPort));
        return all;
    }

    /** Where devices connect. */
    InetSocketAddress mqtt() {
        return mqtt;
    }

    /** {@code POST /drain}. */
    void drain() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request("/drain").POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new AssertionError("drain: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Sessions that it counts; zero when it does not run. */
    int connections() {
        return process().isAlive() ? (int) metric("deligate_edge_connections") : 0;
    }

    /** A metric without labels. */
    private double metric(String metric) {
        String[] found = {""};
        Await.until(SOON, metric + " of " + name(), () -> {
            String page = http.send(request("/metrics").GET().build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            found[0] = page.lines()
                    .filter(line -> line.startsWith(metric + " "))
                    .findFirst()
                    .orElse("");
            return !found[0].isEmpty();
        });
        return Double.parseDouble(found[0].substring(metric.length() + 1));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(management + path)).timeout(Duration.ofSeconds(5));
    }
}
