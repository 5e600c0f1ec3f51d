package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of docs/operations.md: {@code mvn verify -Pmeasure}. It asserts that every request was answered, and times
 * nothing but to report it.
 */
class RoundTripMeasurement {
    private static final Logger log = LoggerFactory.getLogger(RoundTripMeasurement.class);
    private static final String MODEL = "DL3785W";
    private static final int CONNECTIONS = 20;
    private static final int PER_SECOND = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void timeToReadyRestingMemoryAndRoundTrip() throws Exception {
        Path data = folder.resolve("data");
        long cold = startAndStop(data);
        long began = System.nanoTime();
        try (DeligateProcess platform = DeligateProcess.up(data)) {
            long warm = System.nanoTime() - began;
            String key = RegistryApi.of(platform, data).newProduct(MODEL, "KQ");
            long resting = platform.residentBytes();
            run(platform, key, WARM_UP, "w");
            Histogram figures = run(platform, key, MEASURED, "m");
            log.info(
                    "ready: first start {} s, later {} s; resting RSS with database {} MB; action 100 at {}/s over {}"
                            + " connections: n {}, p50 {} ms, p99 {} ms, max {} ms; RSS after {} MB; load {}",
                    seconds(cold),
                    seconds(warm),
                    resting >> 20,
                    PER_SECOND,
                    CONNECTIONS,
                    figures.getTotalCount(),
                    millis(figures.getValueAtPercentile(50)),
                    millis(figures.getValueAtPercentile(99)),
                    millis(figures.getMaxValue()),
                    platform.residentBytes() >> 20,
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            assertThat(figures.getTotalCount()).isEqualTo(PER_SECOND * MEASURED.toSeconds());
        }
    }

    private static long startAndStop(Path data) throws IOException {
        long began = System.nanoTime();
        try (DeligateProcess platform = DeligateProcess.up(data)) {
            assertThat(Files.exists(data)).as(platform.output()).isTrue();
            return System.nanoTime() - began;
        }
    }

    /** Open loop: each request has its time, and its latency counts from that time even when its turn came late. */
    private static Histogram run(DeligateProcess platform, String key, Duration length, String mids) throws Exception {
        ConcurrentHistogram latencies = new ConcurrentHistogram(3);
        ExecutorService devices = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Void>> done = new ArrayList<>();
            long start = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            for (int number = 0; number < CONNECTIONS; number++) {
                Device device =
                        new Device(platform, key, MODEL + "_" + mids + number, start, number, length, latencies);
                done.add(devices.submit(device));
            }
            for (Future<Void> each : done) {
                var unused = each.get();
            }
        } finally {
            devices.shutdown();
        }
        return latencies;
    }

    private static String seconds(long nanos) {
        return String.format("%.1f", nanos / 1e9);
    }

    private static String millis(long nanos) {
        return String.format("%.2f", nanos / 1e6);
    }

    /** One device that asks for the time at fixed instants. */
    private record Device(
            DeligateProcess platform,
            String key,
            String id,
            long start,
            int number,
            Duration length,
            Histogram latencies)
            implements Callable<Void> {
        @Override
        public Void call() {
            try (RawMqtt socket = RawMqtt.open(platform.port("mqtt-edge"))) {
                var connected = socket.send(ConnectPacket.of(id)
                        .user(MODEL)
                        .password(FakeDevice.passwordOf(id, MODEL, key))
                        .bytes());
                assertThat(connected.read(Packet.CONNACK, LIMIT).connackCode()).isZero();
                long gap = Duration.ofSeconds(CONNECTIONS).toNanos() / PER_SECOND;
                long first = start + gap * number / CONNECTIONS;
                long requests = length.toNanos() / gap;
                for (int i = 0; i < requests; i++) {
                    askAt(socket, first + i * gap, i % 60_000 + 1);
                }
            }
            return null;
        }

        private void askAt(RawMqtt socket, long due, int packetId) {
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            var unused =
                    socket.send(MqttBytes.publish("device", "{\"mid\":" + packetId + ",\"action\":100}", 1, packetId));
            Packet reply = socket.read(LIMIT);
            while (reply.type() != Packet.PUBLISH) {
                reply = socket.read(LIMIT);
            }
            latencies.recordValue(System.nanoTime() - due);
            unused = socket.send(MqttBytes.puback(reply.packetId()));
        }
    }
}
