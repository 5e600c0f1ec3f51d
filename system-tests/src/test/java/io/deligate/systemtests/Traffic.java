package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.ledger.ReceiptAudit;
import io.deligate.testkit.ledger.TopicScan;
import io.deligate.testkit.ledger.UplinkAudit;
import io.deligate.testkit.load.Fleet;
import io.deligate.testkit.load.FleetPlan;
import io.deligate.testkit.load.Ledgers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.LoggerFactory;

/** Devices that send, somebody who sends to them and wants receipts, and the reckoning at the end. */
final class Traffic implements AutoCloseable {
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(120);

    private final Installation installation;
    private final FleetPlan plan;
    private final Ledgers ledgers = Ledgers.empty();
    private final Fleet fleet;
    private final Ear ear;
    private final Watch watch;
    private final KafkaProducer<String, byte[]> producer;
    private final ScheduledExecutorService asker = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(2);
    private final AtomicInteger unsure = new AtomicInteger();
    private int asked;

    /** Returns when all devices are connected; about {@code asksPerSecond} messages go to them. */
    Traffic(Installation installation, String name, int devices, int asksPerSecond) {
        this.installation = installation;
        this.plan = FleetPlan.of(name, Installation.MODEL, installation.productKey(), devices)
                .withRequests(installation.hasDispatcher() ? 10 : 0);
        this.ear = new Ear(installation.kafka().bootstrap(), "deli.receipts", Traffic::messageOf);
        this.fleet = new Fleet(plan, ledgers, installation.mqttAddresses());
        this.watch = new Watch(fleet, devices, ear);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", installation.kafka().bootstrap(), "max.block.ms", 90_000),
                new StringSerializer(),
                new ByteArraySerializer());
        awaitAllConnected();
        var unused = asker.scheduleAtFixedRate(this::ask, 0, 1_000 / asksPerSecond, TimeUnit.MILLISECONDS);
    }

    Fleet fleet() {
        return fleet;
    }

    void awaitAllConnected() {
        Await.untilAsserted(SETTLED_WITHIN, () -> assertThat(fleet.connected()).isEqualTo(plan.devices()));
    }

    /** Mostly where the device is, as somebody with a session directory would; sometimes with old knowledge. */
    private void ask() {
        int device = random.nextInt(plan.devices());
        int port = random.nextInt(10) == 0
                ? installation
                        .mqttPorts()
                        .get(random.nextInt(installation.mqttPorts().size()))
                : fleet.portOf(device);
        String id = plan.name() + "-" + ++asked;
        var record = new ProducerRecord<>(
                "deli.down." + installation.edgeAt(port),
                plan.id(device),
                ("{\"mid\":\"" + id + "\",\"action\":301,\"data\":{\"cmd\":\"show\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        record.headers().add("deli-receipt", "campaign".getBytes(StandardCharsets.US_ASCII));
        record.headers().add("deli-message-id", id.getBytes(StandardCharsets.US_ASCII));
        var unused = producer.send(record, (stored, failure) -> {
            if (failure == null) {
                ledgers.downlinks().asked(id, plan.id(device));
                ear.asked(id);
            } else {
                unsure.incrementAndGet();
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
        long late = System.nanoTime() + SETTLED_WITHIN.toNanos();
        Await.until(
                SETTLED_WITHIN.multipliedBy(2),
                "receipts",
                () -> receipts().counts().unanswered() == 0 || System.nanoTime() - late > 0);
        ReceiptAudit receipts = receipts();
        UplinkAudit audit = new UplinkAudit(ledgers.uplinks());
        TopicScan.of(installation.kafka().bootstrap(), "deli.up.3xx", audit::see);
        var counts = audit.counts();
        LoggerFactory.getLogger(Traffic.class)
                .info(
                        "{}: {}; {} {}; requests accepted {}, unanswered {}; devices lost their connection {} times, were refused {} times; not sent {}",
                        plan.name(),
                        counts,
                        receipts.counts(),
                        receipts.outcomes(),
                        ledgers.answers().accepted(),
                        ledgers.answers().unanswered().size(),
                        fleet.lost(),
                        fleet.refused(),
                        unsure);
        installation.table().add(fault, counts, watch);
        assertThat(audit.complaints()).isEmpty();
        assertThat(receipts.complaints()).isEmpty();
        assertThat(counts.isClean()).isTrue();
        assertThat(receipts.counts().isClean()).isTrue();
        new Sessions(installation, plan, fleet).assertOneEach();
    }

    private static Optional<String> messageOf(ConsumerRecord<String, byte[]> receipt) {
        return Optional.ofNullable(receipt.headers().lastHeader("deli-message-id"))
                .map(id -> new String(id.value(), StandardCharsets.US_ASCII));
    }

    private ReceiptAudit receipts() {
        ReceiptAudit audit = new ReceiptAudit(ledgers.downlinks());
        TopicScan.of(installation.kafka().bootstrap(), "deli.receipts", audit::see);
        return audit;
    }

    /** Every accepted request has its answer, though a dispatcher died meanwhile; for devices that stayed connected. */
    void assertAllAnswered() {
        Await.untilAsserted(
                SETTLED_WITHIN, () -> assertThat(ledgers.answers().unanswered()).isEmpty());
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
