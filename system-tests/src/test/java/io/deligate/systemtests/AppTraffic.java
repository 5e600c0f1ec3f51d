package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.ledger.AppAudit;
import io.deligate.testkit.ledger.TopicScan;
import io.deligate.testkit.ledger.UplinkAudit;
import io.deligate.testkit.load.Fleet;
import io.deligate.testkit.load.FleetPlan;
import io.deligate.testkit.load.Ledgers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.LoggerFactory;

/** Devices and an app that talk with each other through every service there is, and the reckoning at the end. */
final class AppTraffic implements AutoCloseable {
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(120);
    private static final Pattern RECEIPT = Pattern.compile("\"mid\":\"([^\"]+)\".*\"action\":301");

    private final Installation installation;
    private final FleetPlan plan;
    private final String app;
    private final Ledgers ledgers = Ledgers.empty();
    private final Fleet fleet;
    private final Ear ear;
    private final Watch watch;
    private final KafkaProducer<String, byte[]> producer;
    private final ScheduledExecutorService asker = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(3);
    private int asked;

    /** Returns when all devices are connected, bound to a new app; every tenth message of theirs is a request. */
    AppTraffic(Installation installation, String name, int devices, int asksPerSecond) throws Exception {
        this.installation = installation;
        RegistryApi registry = installation.registry();
        this.app = number(
                registry.post("/v1/apps", "{\"name\":\"App\",\"products\":[\"" + Installation.MODEL + "\"]}"),
                "service_id");
        String group = number(registry.post("/v1/groups", "{\"name\":\"Owner\"}"), "group_id");
        this.plan = FleetPlan.of(name, Installation.MODEL, installation.productKey(), devices)
                .withRequests(10)
                .to(app);
        registry.importDevices(IntStream.range(0, devices)
                .mapToObj(device -> "{\"device_id\":\"" + plan.id(device) + "\",\"product\":\"" + plan.model() + "\"}")
                .collect(Collectors.joining("\n")));
        for (int device = 0; device < devices; device++) {
            String id = plan.id(device);
            made(registry.put("/v1/devices/" + id + "/group", "{\"group_id\":" + group + "}"));
            made(registry.put("/v1/devices/" + id + "/apps/" + app));
        }
        this.ear = new Ear(installation.kafka().bootstrap(), "deli.app." + app + ".in", AppTraffic::messageOf);
        this.fleet = new Fleet(plan, ledgers, installation.mqttAddresses());
        this.watch = new Watch(fleet, devices, ear);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", installation.kafka().bootstrap(), "max.block.ms", 90_000),
                new StringSerializer(),
                new ByteArraySerializer());
        awaitAllConnected();
        var unused = asker.scheduleAtFixedRate(this::ask, 0, 1_000 / asksPerSecond, TimeUnit.MILLISECONDS);
    }

    private static void made(RegistryApi.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
    }

    private static String number(RegistryApi.Answer answer, String name) {
        made(answer);
        return answer.body().get(name).asText();
    }

    Fleet fleet() {
        return fleet;
    }

    void awaitAllConnected() {
        Await.untilAsserted(SETTLED_WITHIN, () -> assertThat(fleet.connected()).isEqualTo(plan.devices()));
    }

    private void ask() {
        String device = plan.id(random.nextInt(plan.devices()));
        String mid = plan.name() + "-" + ++asked;
        String message =
                "{\"mid\":\"" + mid + "\",\"to\":\"" + device + "\",\"action\":301,\"data\":{\"cmd\":\"show\"}}";
        var record = new ProducerRecord<>("deli.app." + app + ".out", device, message.getBytes(StandardCharsets.UTF_8));
        var unused = producer.send(record, (stored, failure) -> {
            if (failure == null) {
                ledgers.downlinks().asked(mid, device);
                ear.asked(mid);
            }
        });
    }

    /** Something is broken now. */
    void struck() {
        watch.struck();
    }

    /** It is whole again, or on its way there. */
    void mended() {
        watch.mended();
    }

    /** Goes on for that long. */
    void flow(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Await.until(time.plusSeconds(30), "time passes", () -> System.nanoTime() - end >= 0);
    }

    /**
     * Waits until it goes on as before the fault, whose row it adds to the table. Then everybody falls silent, everything
     * settles; prints the counts in one line and fails unless all promises were kept.
     */
    void reckon(String fault) throws Exception {
        watch.awaitNormal();
        asker.shutdown();
        assertThat(asker.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        producer.flush();
        fleet.fallSilent();
        awaitAllConnected();
        Await.untilAsserted(SETTLED_WITHIN, () -> assertThat(fleet.unacked()).isZero());
        Await.untilAsserted(
                SETTLED_WITHIN, () -> assertThat(told().complaints()).isEmpty());
        UplinkAudit audit = new UplinkAudit(ledgers.uplinks());
        TopicScan.of(installation.kafka().bootstrap(), "deli.up.3xx", audit::see);
        LoggerFactory.getLogger(AppTraffic.class)
                .info(
                        "{}: {}; {}; requests accepted {}, unanswered {}; devices lost their connection {} times",
                        plan.name(),
                        audit.counts(),
                        told(),
                        ledgers.answers().accepted(),
                        ledgers.answers().unanswered().size(),
                        fleet.lost());
        installation.table().add(fault, audit.counts(), watch);
        assertThat(audit.complaints()).isEmpty();
        assertThat(audit.counts().isClean()).isTrue();
        new Sessions(installation, plan, fleet).assertOneEach();
    }

    /** What the platform noted as the times of the fleet's messages, in milliseconds. */
    LongSummaryStatistics timesReceived() {
        LongSummaryStatistics times = new LongSummaryStatistics();
        TopicScan.of(installation.kafka().bootstrap(), "deli.up.3xx", record -> {
            if (record.key().startsWith(plan.model() + "_" + plan.name())) {
                times.accept(Long.parseLong(
                        new String(record.headers().lastHeader("deli-received").value(), StandardCharsets.US_ASCII)));
            }
        });
        return times;
    }

    /** No accepted request waits for its answer; a device that lost its connection meanwhile may have to ask again. */
    void assertAllAnswered() {
        Await.untilAsserted(
                SETTLED_WITHIN, () -> assertThat(ledgers.answers().unanswered()).isEmpty());
    }

    private static Optional<String> messageOf(ConsumerRecord<String, byte[]> told) {
        Matcher receipt = RECEIPT.matcher(new String(told.value(), StandardCharsets.UTF_8));
        return receipt.find() ? Optional.of(receipt.group(1)) : Optional.empty();
    }

    private AppAudit told() {
        AppAudit audit = new AppAudit(app, ledgers.downlinks());
        String bootstrap = installation.kafka().bootstrap();
        TopicScan.of(bootstrap, "deli.up.3xx", record -> {
            if (record.key().startsWith(plan.model() + "_" + plan.name())) {
                audit.sent(record);
            }
        });
        TopicScan.of(bootstrap, "deli.app." + app + ".in", audit::told);
        return audit;
    }

    @Override
    public void close() {
        asker.shutdownNow();
        watch.close();
        fleet.close();
        ear.close();
        producer.close(Duration.ofSeconds(5));
    }
}
