package io.deligate.registryservice;

import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.database.Database;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.api.RestConfig;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's figures of docs/operations.md: {@code mvn -f registry-service/pom.xml verify -Pmeasure}, on a database of
 * 100,000 devices. It asserts that everything was done, and times nothing but to report it.
 */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class RegistryMeasurement {
    private static final Logger log = LoggerFactory.getLogger(RegistryMeasurement.class);
    private static final String PREFIX = "measure.";
    private static final ProductModel MODEL = new ProductModel("MEASURE");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int OTHERS = 100_000;
    private static final int DEVICES = 10_000;
    private static final int CACHED = 20_000;
    private static final int CALLS = 4_000;
    private static final int CALLERS = 16;

    private TestKafka kafka;
    private RunningRegistry registry;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        RegistryConfig config = RunningRegistry.config(kafka, fresh, PREFIX, RunningRegistry.ADMIN_KEY);
        RestConfig usual = config.registry();
        RestConfig unlimited = new RestConfig(
                usual.host(),
                usual.port(),
                null,
                null,
                1_000_000,
                1_000_000,
                1_000_000,
                1_000_000,
                usual.importBytes(),
                usual.qrBase());
        registry = RunningRegistry.start(RunningRegistry.with(unlimited, config));
        assertThat(registry.createProduct(MODEL.value())).isNotEmpty();
        Database database = result(RegistryDatabase.open(registry.vertx, config.postgres()));
        var inserted = result(database.pool()
                .query(
                        "INSERT INTO devices (device_id, product, product_version, session_epoch, registered_at, updated_at)"
                                + " SELECT 'OTHER_' || n, 'MEASURE', '1.0.' || n % 7, -1, now(), now()"
                                + " FROM generate_series(1, " + OTHERS + ") n")
                .execute());
        assertThat(inserted.rowCount()).isEqualTo(OTHERS);
        var analysed = result(database.pool().query("ANALYZE registry.devices").execute());
        assertThat(analysed).isNotNull();
        result(database.close());
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void presenceOfTenThousandDevices() {
        for (String what : List.of("first connects", "reconnects", "reconnects", "reconnects")) {
            report(what, DEVICES, presence());
        }
    }

    /** From the first record's sending to the last one's commit, in nanoseconds. */
    private long presence() {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            records.add(online(i));
        }
        double before = applied();
        long began = System.nanoTime();
        kafka.produceAll(records);
        Await.until(LIMIT, "all are applied", () -> applied() - before >= DEVICES);
        return System.nanoTime() - began;
    }

    private double applied() {
        return registry.meters
                .get("deligate.registry.session.records")
                .counter()
                .count();
    }

    private static ProducerRecord<String, byte[]> online(int device) {
        DeviceId id = new DeviceId("MEASURE_" + device);
        var session = new SessionRecord.Online(id, MODEL, new EdgeId("edge-1"), Instant.now(), "192.0.2.1");
        return new ProducerRecord<>(PREFIX + "sessions", id.value(), session.toValue());
    }

    @Test
    void memoryOfACachedDevice() throws Exception {
        ClusterMember lite = ClusterMember.join(
                new ClusterConfig("127.0.0.1:" + registry.member.port(), 0), ClusterMember.Role.LITE);
        long empty = usedHeap();
        RegistryView first = new RegistryView(registry.vertx, lite, ViewLimits.defaults());
        long began = System.nanoTime();
        readAll(first);
        report("devices read for the first time, through the cluster from the database", CACHED, since(began));
        long one = usedHeap();
        RegistryView second = new RegistryView(registry.vertx, lite, ViewLimits.defaults());
        began = System.nanoTime();
        readAll(second);
        report("devices read by a second reader, from the cluster", CACHED, since(began));
        long two = usedHeap();
        began = System.nanoTime();
        readAll(second);
        report("devices read again, known here", CACHED, since(began));
        log.info(
                "heap of a cached device: {} bytes in a reader, {} bytes in the registry's cluster member",
                (two - one) / CACHED,
                (one - empty - (two - one)) / CACHED);
        first.close();
        second.close();
        lite.close();
    }

    private static void readAll(RegistryView view) throws Exception {
        for (int i = 1; i <= CACHED; i += 200) {
            List<Future<?>> asked = new ArrayList<>();
            for (int j = i; j < i + 200; j++) {
                asked.add(view.device(new DeviceId("OTHER_" + j)));
            }
            assertThat(result(Future.all(asked)).succeeded()).isTrue();
        }
    }

    private static long since(long began) {
        return System.nanoTime() - began;
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void readsAndWritesThroughRest() throws Exception {
        for (String round : List.of("to warm up", "measured")) {
            report(
                    "REST reads of one device, " + round,
                    CALLS,
                    calls(call -> () -> registry.get("/v1/devices/OTHER_" + (1 + call * 7 % OTHERS))
                            .statusCode()));
            report(
                    "REST writes (lock), " + round,
                    CALLS,
                    calls(call -> () -> registry.post(
                                    "/v1/devices/OTHER_" + (1 + call)
                                            + (round.equals("measured") ? ":unlock" : ":lock"),
                                    "")
                            .statusCode()));
        }
    }

    /** Each caller makes its next call when the one before is answered; in nanoseconds. */
    private static long calls(IntFunction<Callable<Integer>> call) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        Callable<Integer> caller = () -> {
            int made = 0;
            for (int i = next.getAndIncrement(); i < CALLS; i = next.getAndIncrement()) {
                assertThat(call.apply(i).call()).isEqualTo(200);
                made++;
            }
            return made;
        };
        int made = 0;
        for (var each : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
            made += each.get();
        }
        assertThat(made).isEqualTo(CALLS);
        long took = System.nanoTime() - began;
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        return took;
    }

    private static void report(String what, int count, long nanos) {
        log.info(
                "{}: {} in {} ms, {} per second; load {}",
                what,
                count,
                nanos / 1_000_000,
                Math.round(count * 1e9 / nanos),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
