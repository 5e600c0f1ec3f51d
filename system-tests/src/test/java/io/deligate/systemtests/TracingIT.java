package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.systemtests.TraceCollector.Span;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of single messages through all services, as a collector is told it. */
class TracingIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MODEL = "TR1";

    @TempDir
    private static Path folder;

    private static TraceCollector collector;
    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static String productKey;

    @BeforeAll
    static void up() throws Exception {
        collector = new TraceCollector();
        Path data = folder.resolve("data");
        platform = DeligateProcess.start(
                Map.of("DELIGATE_TRACING_ENDPOINT", collector.endpoint(), "DELIGATE_TRACING_SAMPLE", "1"),
                "up",
                "--data",
                data.toString());
        platform.awaitLine("deligate is ready");
        registry = RegistryApi.of(platform, data);
        productKey = registry.newProduct(MODEL, "KQ");
    }

    @AfterAll
    static void down() {
        platform.close();
        collector.close();
    }

    private static FakeDevice device(String serial) {
        return FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + serial)
                .productKey(MODEL, productKey)
                .connect();
    }

    private static Span span(String name, String trace) {
        return Await.untilPresent(
                SOON,
                name + " in trace " + trace,
                () -> collector.spans().stream()
                        .filter(span -> span.name().equals(name) && span.trace().equals(trace))
                        .findFirst());
    }

    private static Span begun(String mid) {
        return Await.untilPresent(
                SOON,
                "the first step of " + mid,
                () -> collector.spans().stream()
                        .filter(span -> mid.equals(span.attributes().get("mid")))
                        .findFirst());
    }

    private static String traceparent(ConsumerRecord<?, ?> record) {
        return new String(record.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII);
    }

    @Test
    void aRequestIsOneTraceFromTheDeviceToItsReply() throws Exception {
        try (FakeDevice device = device("asks")) {
            assertThat(device.request("{\"mid\":\"trace-1\",\"action\":100}", SOON)
                            .json())
                    .contains("\"code\":0");

            Span first = begun("trace-1");
            Span answered = span("request", first.trace());
            Span delivered = span("to device", first.trace());
            assertThat(List.of(first.service(), answered.service(), delivered.service()))
                    .containsExactly("mqtt-edge", "dispatcher", "mqtt-edge");
            assertThat(first.parent()).isEmpty();
            assertThat(answered.parent()).isEqualTo(first.id());
            assertThat(delivered.parent()).isEqualTo(answered.id());
            assertThat(first.attributes())
                    .containsEntry("device_id", device.id())
                    .containsEntry("action", "100");
        }
    }

    @Test
    @Tag("R148")
    void messagesOfDevicesAndAppsAreTracesToo() throws Exception {
        long app = registry.post("/v1/apps", "{\"name\":\"App\",\"products\":[\"" + MODEL + "\"]}")
                .body()
                .get("service_id")
                .asLong();
        long group = registry.post("/v1/groups", "{\"name\":\"Owner\"}")
                .body()
                .get("group_id")
                .asLong();
        try (FakeDevice device = device("talks");
                AppEnd end = new AppEnd(platform.address("kafka"), app)) {
            String path = "/v1/devices/" + device.id();
            Await.until(SOON, "known", () -> registry.get(path).status() == 200);
            registry.put(path + "/group", "{\"group_id\":" + group + "}");
            registry.put(path + "/apps/" + app);

            device.publish("{\"mid\":\"trace-2\",\"action\":300,\"data\":{\"cmd\":\"checkin\"}}", 1)
                    .get();
            var heard = end.next(message -> message.get("action").asInt() == 300);
            Span first = begun("trace-2");
            Span handedOver = span("300 to apps", first.trace());
            assertThat(handedOver.parent()).isEqualTo(first.id());
            assertThat(traceparent(heard)).startsWith("00-" + first.trace() + "-" + handedOver.id());

            String trace = "0af7651916cd43dd8448eb211c80319c";
            end.send(
                    device.id(),
                    "{\"mid\":\"t\",\"to\":\"" + device.id() + "\",\"action\":301,\"data\":{\"cmd\":\"c\"}}",
                    "00-" + trace + "-b7ad6b7169203331-01");
            var receipt = end.next(message -> message.get("action").asInt() == 301);
            assertThat(JSON.readTree(receipt.value()).at("/data/code").asInt()).isZero();
            Span taken = span("301 to edge", trace);
            Span delivered = span("to device", trace);
            Span told = span("receipt to app", trace);
            assertThat(taken.parent()).isEqualTo("b7ad6b7169203331");
            assertThat(delivered.parent()).isEqualTo(taken.id());
            assertThat(told.parent()).isEqualTo(delivered.id());
            assertThat(traceparent(receipt)).startsWith("00-" + trace);
            assertThat(collector.spans().toString()).doesNotContain(productKey);
        }
    }
}
