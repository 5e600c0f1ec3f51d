package io.deligate.otaservice.rollout;

import io.deligate.protocol.ProductModel;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.ReleasesCodec;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everybody told of each model's releases: one record per change, and one per term of the lease. What is told is
 * always the present state of the rows, so nothing has to be queued: a process that dies anywhere leaves rows whose
 * revision Kafka does not have, and the next look finds them. Any number of them may run; readers go by the revision.
 */
public final class ReleasesPublisher {
    private static final Logger log = LoggerFactory.getLogger(ReleasesPublisher.class);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Renewed so often while nothing moves by itself; whoever starts reads that far back. */
    private static final Duration QUIET_RENEWAL = Duration.ofMinutes(5);

    private static final Duration QUIET_LEASE = Duration.ofMinutes(15);
    private static final int RENEWALS_PER_LEASE = 3;

    private final Vertx vertx;
    private final Rollouts rollouts;
    private final RecordPublisher publisher;
    private final String topic;
    private final Duration lease;
    private final Clock clock;
    private Future<Void> looking = Future.succeededFuture();
    private long timer = -1;
    private boolean stopped;

    /**
     * Sends to {@code topic}.
     *
     * @param lease how long others may go by a running rollout without hearing of it again
     */
    public ReleasesPublisher(
            Vertx vertx, Rollouts rollouts, RecordPublisher publisher, String topic, Duration lease, Clock clock) {
        this.vertx = vertx;
        this.rollouts = rollouts;
        this.publisher = publisher;
        this.topic = topic;
        this.lease = lease;
        this.clock = clock;
    }

    /** Begins to look. */
    public void start() {
        look();
    }

    /** Succeeds when nothing is on its way any more. */
    public Future<Void> stop() {
        stopped = true;
        var unused = vertx.cancelTimer(timer);
        return looking.otherwiseEmpty();
    }

    /**
     * Tells of a model now. Succeeds when Kafka has it; fails when it does not take it, and the next look tries again.
     */
    public Future<Void> publish(ProductModel product) {
        Instant now = clock.instant();
        return rollouts.releases(product, now.plus(QUIET_LEASE))
                .compose(found -> found.isEmpty() ? Future.succeededFuture() : send(leased(found.get(), now), now));
    }

    private ModelReleases leased(ModelReleases releases, Instant now) {
        return releases.isMoving() ? releases.validUntil(now.plus(lease)) : releases;
    }

    private Future<Void> send(ModelReleases releases, Instant now) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, releases.topic().getBytes(StandardCharsets.UTF_8), ReleasesCodec.write(releases));
        DeliHeaders.put(record.headers(), DeliHeaders.RECORD, ReleasesCodec.RECORD);
        return publisher
                .publish(record)
                .compose(offset -> rollouts.published(releases.product(), releases.revision(), now));
    }

    private void look() {
        looking = rollouts.due(clock.instant(), lease.dividedBy(RENEWALS_PER_LEASE), QUIET_RENEWAL)
                .compose(this::publishAll)
                .onFailure(cause -> log.warn("releases not published, tried again: {}", cause.toString()));
        var unused = looking.onComplete(done -> {
            if (!stopped) {
                timer = vertx.setTimer(LOOK.toMillis(), fired -> look());
            }
        });
    }

    private Future<Void> publishAll(List<ProductModel> products) {
        Future<Void> all = Future.succeededFuture();
        for (ProductModel product : products) {
            all = all.compose(none -> publish(product)).recover(cause -> untold(product, cause));
        }
        return all;
    }

    /** One model that cannot be told does not keep the others waiting. */
    private static Future<Void> untold(ProductModel product, Throwable cause) {
        log.atWarn()
                .addKeyValue("product", product)
                .log("releases of a model not published, tried again: {}", cause.toString());
        return Future.succeededFuture();
    }
}
