package io.deligate.registryservice.outbox;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.OutboxRecord.ToDevice;
import io.deligate.registryservice.outbox.Outbox.Turn;
import io.deligate.registryservice.outbox.Outbox.Waiting;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.streams.publish.NoRoomException;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.RecordFields;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what commits left in the outbox, in their order, and forgets it once Kafka has it.
 *
 * <p>One process sends at a time. A record may be sent twice, when the process dies in between, with the same headers
 * both times. Lives on one event loop.
 */
public final class OutboxRelay {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MOST_RECORDS = 500;
    private static final int MOST_BYTES = 4 << 20;

    private final Vertx vertx;
    private final Outbox outbox;
    private final Destinations destinations;
    private final Announcer announcer;
    private final RecordPublisher publisher;
    private final Departures departures;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Counter sent;
    private final Counter dropped;
    private final Gauge age;
    private final Context context;
    private @Nullable Turn turn;
    private volatile @Nullable Instant oldest;
    private boolean busy;
    private boolean wokenMeanwhile;
    private boolean stopped;
    private long timer;

    public OutboxRelay(
            Vertx vertx,
            Outbox outbox,
            Destinations destinations,
            Announcer announcer,
            RecordPublisher publisher,
            Departures departures,
            Clock clock,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.outbox = outbox;
        this.destinations = destinations;
        this.announcer = announcer;
        this.publisher = publisher;
        this.departures = departures;
        this.clock = clock;
        this.meters = meters;
        this.sent = counter("sent");
        this.dropped = counter("dropped");
        this.age = Gauge.builder("deligate.registry.outbox.age.seconds", this, OutboxRelay::ageSeconds)
                .description("How long the oldest record of the outbox has waited; 0 while another process sends")
                .register(meters);
    }

    /** Begins to send, or to wait for the turn. */
    public void start() {
        timer = vertx.setPeriodic(0, LOOK.toMillis(), tick -> look());
    }

    /** Succeeds when nothing is under way and the turn is given back. */
    public Future<Void> stop() {
        stopped = true;
        var unused = vertx.cancelTimer(timer);
        meters.remove(age);
        Turn held = turn;
        turn = null;
        return held == null ? Future.succeededFuture() : held.release().otherwiseEmpty();
    }

    private void look() {
        if (stopped || busy) {
            wokenMeanwhile = true;
            return;
        }
        busy = true;
        wokenMeanwhile = false;
        var unused = turn().compose(held -> held.isPresent() ? drain(held.get()) : Future.succeededFuture())
                .onComplete(done -> {
                    busy = false;
                    if (done.failed() && !stopped) {
                        log.atWarn().addKeyValue(LogKeys.REASON, done.cause()).log("outbox not sent, trying again");
                    } else if (wokenMeanwhile) {
                        look();
                    }
                });
    }

    private Future<Optional<Turn>> turn() {
        Turn held = turn;
        if (held != null && held.isHeld()) {
            return Future.succeededFuture(Optional.of(held));
        }
        turn = null;
        return outbox.take(() -> context.runOnContext(none -> look())).onSuccess(taken -> turn = taken.orElse(null));
    }

    private Future<Void> drain(Turn held) {
        return held.next(MOST_RECORDS).compose(found -> {
            oldest = found.isEmpty() ? null : found.get(0).since();
            if (found.isEmpty() || stopped) {
                return Future.succeededFuture();
            }
            List<Waiting> portion = portion(found);
            return announced(portion)
                    .compose(
                            known -> Future.all(portion.stream().map(this::send).toList()))
                    .compose(stored -> departures.left(messages(stored.list())))
                    .compose(told -> held.sent(portion.stream().map(Waiting::id).toList()))
                    .compose(forgotten -> {
                        sent.increment(portion.size());
                        return drain(held);
                    });
        });
    }

    /** A device that asks as soon as it has heard of a change must not be answered from before it (R107). */
    private Future<Void> announced(List<Waiting> portion) {
        Set<DeviceId> hearers = portion.stream()
                .flatMap(each -> destinations.hearer(each.record()).stream())
                .collect(Collectors.toSet());
        return hearers.isEmpty() ? Future.succeededFuture() : announcer.changed(hearers);
    }

    /** No more than the publisher has room for, so that none is refused between two that are taken. */
    private static List<Waiting> portion(List<Waiting> found) {
        List<Waiting> portion = new ArrayList<>();
        long bytes = 0;
        for (Waiting each : found) {
            bytes += each.record().value().length() * 3L;
            if (bytes > MOST_BYTES && !portion.isEmpty()) {
                break;
            }
            portion.add(each);
        }
        return portion;
    }

    private static List<ToDevice> messages(List<Optional<ToDevice>> stored) {
        return stored.stream().flatMap(Optional::stream).toList();
    }

    /** Succeeds, once Kafka has the record, with the message when it was one for its device's edge. */
    private Future<Optional<ToDevice>> send(Waiting waiting) {
        Optional<ProducerRecord<byte[], byte[]>> record = destinations.of(waiting.record());
        if (record.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        Optional<ToDevice> message = destinations.isDown(record.get()) && waiting.record() instanceof ToDevice direct
                ? Optional.of(direct)
                : Optional.empty();
        return publisher.publish(record.get()).map(message).recover(failure -> {
            boolean edgeIsGone =
                    hasNoTopic(failure) && destinations.hearer(waiting.record()).isPresent();
            if (stopped || (isPassing(failure) && !edgeIsGone)) {
                return Future.failedFuture(failure);
            }
            // Kafka will never take it; the ones behind it must not wait for it.
            dropped.increment();
            RecordFields.message(log.atError(), record.get().key(), record.get().value())
                    .addKeyValue(LogKeys.TOPIC, record.get().topic())
                    .setCause(failure)
                    .log("record of the outbox refused by Kafka");
            return told(waiting).map(Optional.empty());
        });
    }

    /** Nobody who asked for an outcome is left without one. */
    private Future<?> told(Waiting dropped) {
        return dropped.record() instanceof ToDevice direct
                ? destinations
                        .unreachable(direct)
                        .<Future<?>>map(publisher::publish)
                        .orElse(Future.succeededFuture())
                : Future.succeededFuture();
    }

    private static boolean isPassing(Throwable failure) {
        return failure instanceof RetriableException || failure instanceof NoRoomException;
    }

    /** Kafka answers and knows no such topic: of a down topic it means that its edge was taken away. */
    private static boolean hasNoTopic(Throwable failure) {
        return failure.getCause() instanceof UnknownTopicOrPartitionException;
    }

    private double ageSeconds() {
        Instant since = oldest;
        return since == null ? 0 : Duration.between(since, clock.instant()).toMillis() / 1000.0;
    }

    private Counter counter(String result) {
        return Counter.builder("deligate.registry.outbox.records")
                .description("Records that left the outbox")
                .tag("result", result)
                .register(meters);
    }
}
