package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of messages between devices and apps: {@code mvn verify -Pmeasure}. It asserts that every message came, and
 * times nothing but to report it.
 */
class AppsMeasurement {
    private static final Logger log = LoggerFactory.getLogger(AppsMeasurement.class);
    private static final String MODEL = "DL3785W";
    private static final int DEVICES = 20;
    private static final int PER_SECOND = 100;
    private static final int WARM_UP = 1_000;
    private static final int MEASURED = 3_000;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void fromDeviceToAppAndFromAppToReceipt() throws Exception {
        Path data = folder.resolve("data");
        try (DeligateProcess platform = DeligateProcess.up(data)) {
            RegistryApi registry = RegistryApi.of(platform, data);
            String key = registry.newProduct(MODEL, "KQ");
            long id = registry.post("/v1/apps", "{\"name\":\"App\",\"products\":[\"" + MODEL + "\"]}")
                    .body()
                    .get("service_id")
                    .asLong();
            List<FakeDevice> devices = new ArrayList<>();
            try (AppEnd app = new AppEnd(platform.address("kafka"), id)) {
                for (int number = 0; number < DEVICES; number++) {
                    devices.add(bound(platform, registry, key, id, number));
                }
                measure("300, publish to readable by the app", app, 300, number -> publish(devices, number));
                measure("301, written by the app to its receipt", app, 301, number -> call(app, devices, number));
            } finally {
                devices.forEach(FakeDevice::close);
            }
        }
    }

    private static void measure(String what, AppEnd app, int action, IntConsumer send) {
        run(app, action, WARM_UP, send);
        Histogram figures = run(app, action, MEASURED, send);
        assertThat(figures.getTotalCount()).isEqualTo(MEASURED);
        log.info(
                "{} at {}/s over {} devices: n {}, p50 {} ms, p99 {} ms, max {} ms; load {}",
                what,
                PER_SECOND,
                DEVICES,
                figures.getTotalCount(),
                millis(figures.getValueAtPercentile(50)),
                millis(figures.getValueAtPercentile(99)),
                millis(figures.getMaxValue()),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Open loop: each message has its time, which is also what its latency counts from. */
    private static Histogram run(AppEnd app, int action, int count, IntConsumer send) {
        Histogram latencies = new Histogram(3);
        long gap = Duration.ofSeconds(1).toNanos() / PER_SECOND;
        long start = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        var sender = Executors.newSingleThreadExecutor();
        try {
            var sent = sender.submit(() -> {
                for (int number = 0; number < count; number++) {
                    while (System.nanoTime() - start - number * gap < 0) {
                        LockSupport.parkNanos(start + number * gap - System.nanoTime());
                    }
                    send.accept(number);
                }
            });
            while (latencies.getTotalCount() < count) {
                JsonNode came = app.next(action);
                latencies.recordValue(
                        Math.max(0, System.nanoTime() - start - came.get("mid").asInt() * gap));
            }
            assertThat(sent).succeedsWithin(SOON);
        } finally {
            sender.shutdown();
        }
        return latencies;
    }

    private static void publish(List<FakeDevice> devices, int number) {
        String envelope =
                "{\"mid\":" + number + ",\"action\":300,\"data\":{\"cmd\":\"checkin\",\"payload\":{\"n\":1}}}";
        var unused = devices.get(number % DEVICES).publish(envelope, 1);
    }

    private static void call(AppEnd app, List<FakeDevice> devices, int number) {
        String device = devices.get(number % DEVICES).id();
        app.send(
                device,
                "{\"mid\":" + number + ",\"to\":\"" + device + "\",\"action\":301,\"data\":{\"cmd\":\"user_sync\"}}");
    }

    private static FakeDevice bound(DeligateProcess platform, RegistryApi registry, String key, long app, int number)
            throws Exception {
        FakeDevice device = FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + number)
                .productKey(MODEL, key)
                .connect();
        Await.until(
                SOON, "known", () -> registry.get("/v1/devices/" + device.id()).status() == 200);
        assertThat(registry.put("/v1/devices/" + device.id() + "/apps/" + app).status())
                .isEqualTo(200);
        return device;
    }

    private static String millis(long nanos) {
        return String.format("%.2f", nanos / 1e6);
    }
}
