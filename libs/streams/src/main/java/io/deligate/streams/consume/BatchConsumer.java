package io.deligate.streams.consume;

import io.deligate.streams.publish.CallersContext;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes records at least once, a poll's worth at a time, one batch after the other: for work that is cheaper
 * together, such as writing to a database. A batch that fails is tried again until it succeeds, so an outage of the
 * database delays records and loses none; what is wrong with a single record is the handler's to sort out.
 */
public final class BatchConsumer {
    private static final Logger log = LoggerFactory.getLogger(BatchConsumer.class);

    private final Vertx vertx;
    private final BatchHandler handler;
    private final RetryGaps gaps;
    private final Context owner;
    private final OpenBatch open = new OpenBatch(this::run);
    private final ConsumerLoop loop;

    /** A consumer that does nothing before {@link #start}; the gaps' count is not used: it never gives up. */
    public BatchConsumer(
            Vertx vertx, String name, KafkaConfig kafka, RecordSource source, BatchHandler handler, RetryGaps gaps) {
        this.vertx = vertx;
        this.handler = handler;
        this.gaps = gaps;
        this.owner = vertx.getOrCreateContext();
        this.loop = new ConsumerLoop(name, kafka, source, open);
    }

    public void start() {
        loop.start();
    }

    /** Succeeds when it is settled where reading begins, and fails when the consumer ends before. */
    public Future<Void> inPlace() {
        return CallersContext.of(loop.inPlace());
    }

    /**
     * Lets the batch under way finish, within 4 s, commits it and leaves the group; nothing is tried again after that.
     * Always succeeds.
     */
    public Future<Void> stop() {
        return loop.stop();
    }

    /** Why nothing is consumed any more, when an error has ended the consumer; empty while all is well. */
    public Optional<String> problem() {
        return loop.problem();
    }

    /** How many records of this member's partitions it had not read a moment ago. */
    public long waiting() {
        return loop.waiting();
    }

    private void run(OpenBatch.Try batch) {
        Future<Void> result;
        try {
            result = handler.handle(batch.records());
        } catch (RuntimeException | StackOverflowError failure) {
            result = Future.failedFuture(failure);
        }
        var unused = result.onComplete(done -> concluded(batch, done));
    }

    private void concluded(OpenBatch.Try batch, AsyncResult<Void> result) {
        if (result.succeeded()) {
            open.succeeded();
            return;
        }
        log.atError()
                .addKeyValue("topic", batch.records().get(0).topic())
                .addKeyValue("records", batch.records().size())
                .setCause(result.cause())
                .log("batch failed, trying again");
        open.failed();
        owner.runOnContext(none -> vertx.setTimer(
                gaps.gap(batch.attempt()).toMillis(), timer -> open.again(batch).ifPresent(this::run)));
    }
}
