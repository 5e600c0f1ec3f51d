package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.deligate.mqttedge.wire.Violation;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fuzzed packets at full speed while a device works; {@code -Pfuzz} makes it a minute. */
@ExtendWith(KafkaExtension.class)
class FuzzedEdgeIT {
    private static final Logger log = LoggerFactory.getLogger(FuzzedEdgeIT.class);
    private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("edge.fuzz.seconds", 5));
    private static final int STRANGERS = 2;
    private static final int DEVICES = 2;
    private static final long MORE_HEAP = 32L << 20;
    private static final int MORE_FILES = 20;

    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
    }

    @AfterAll
    static void stopEdge() {
        edge.close();
    }

    /** What may grow and must not. */
    private record Usage(long heap, long files) {
        static Usage now() {
            System.gc();
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Usage(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    system.getOpenFileDescriptorCount());
        }
    }

    @Test
    @Tag("R141")
    void fuzzedPacketsCostNobodyElseAnythingAndLeaveNothingBehind() {
        FuzzingClient.run(edge, 1, Duration.ofSeconds(1), true);
        FuzzingClient.run(edge, 2, Duration.ofSeconds(1), false);
        Await.until(EdgeFixture.SOON, "no session", () -> edge.metric("deligate_edge_connections") == 0);
        Usage before = Usage.now();
        // threads of their own: the common pool is Hazelcast's as well
        ExecutorService threads = Executors.newFixedThreadPool(STRANGERS + DEVICES);
        try (LogTap tap = LogTap.open();
                FakeDevice device = edge.connected()) {
            List<CompletableFuture<Long>> attacks = IntStream.range(0, STRANGERS + DEVICES)
                    .mapToObj(number -> CompletableFuture.supplyAsync(
                            () -> FuzzingClient.run(edge, 10 + number, DURATION, number < STRANGERS), threads))
                    .toList();
            Work work = workUntil(device, CompletableFuture.allOf(attacks.toArray(CompletableFuture<?>[]::new)));
            Await.until(EdgeFixture.SOON, "one session", () -> edge.metric("deligate_edge_connections") == 1);
            Await.until(EdgeFixture.SOON, "files closed", () -> Usage.now().files() <= before.files() + MORE_FILES);
            Usage after = Usage.now();
            long strangers = connections(attacks.subList(0, STRANGERS));
            report(
                    strangers,
                    connections(attacks) - strangers,
                    work,
                    tap.events().size(),
                    before,
                    after);
            assertLogStaysSmall(tap);
            assertThat(edge.unhandled()).isEmpty();
            assertThat(after.heap() - before.heap()).isLessThan(MORE_HEAP);
        } finally {
            threads.shutdown();
        }
    }

    private static long connections(List<CompletableFuture<Long>> attacks) {
        return attacks.stream().mapToLong(CompletableFuture::join).sum();
    }

    /** Requests of the working device, and the longest time until one was acknowledged and answered. */
    private record Work(int requests, Duration slowest) {}

    private static Work workUntil(FakeDevice device, CompletableFuture<Void> end) {
        int requests = 0;
        long slowest = 0;
        while (!end.isDone() || requests == 0) {
            long start = System.nanoTime();
            device.publish("{\"mid\":" + requests + ",\"action\":100}", 1)
                    .orTimeout(EdgeFixture.SOON.toSeconds(), TimeUnit.SECONDS)
                    .join();
            String answer = "{\"mid\":" + requests + "}";
            edge.down(device.id(), answer, "deli-action", "100");
            assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo(answer);
            slowest = Math.max(slowest, System.nanoTime() - start);
            requests++;
        }
        return new Work(requests, Duration.ofNanos(slowest));
    }

    /** A line a minute for each rule, and what the edge says about a busy machine; the broker shares this log. */
    private static void assertLogStaysSmall(LogTap tap) {
        int most = (Violation.values().length + 4) * (int) (DURATION.toMinutes() + 2);
        assertThat(tap.events())
                .filteredOn(event -> !event.getLoggerName().contains("kafka"))
                .hasSizeLessThan(most)
                .allSatisfy(event -> {
                    assertThat(event.getLoggerName()).startsWith("io.deligate.");
                    assertThat(event.getThrowableProxy()).isNull();
                });
    }

    private static void report(long strangers, long devices, Work work, int lines, Usage before, Usage after) {
        log.atInfo()
                .addKeyValue("seconds", DURATION.toSeconds())
                .addKeyValue("strangers", strangers)
                .addKeyValue("devices", devices)
                .addKeyValue("requests", work.requests())
                .addKeyValue("slowest_ms", work.slowest().toMillis())
                .addKeyValue("log_lines", lines)
                .addKeyValue("files", before.files() + " -> " + after.files())
                .addKeyValue("heap_kib", (before.heap() >> 10) + " -> " + (after.heap() >> 10))
                .log("fuzzed");
    }
}
