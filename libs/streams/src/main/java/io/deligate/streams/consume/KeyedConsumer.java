package io.deligate.streams.consume;

import io.deligate.streams.publish.CallersContext;
import io.deligate.streams.record.RecordFields;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Consumes records at least once, many keys at a time and the records of one key one after the other.
 *
 * <p>A record's offset is committed when its work and that of all records before it in its partition is done. Beyond
 * {@link #MOST_OPEN} records under way, unless told otherwise, nothing more is read. Failed work is tried again with
 * growing gaps, while later records of the same key wait; after the last try the record goes to the dead letters and the
 * key goes on, except that a {@link NotNowException} never is the last. Failed work on a partition that was revoked
 * meanwhile is left to the partition's new owner.
 */
public final class KeyedConsumer {
    static final int MOST_OPEN = 2_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final long ONCE_IN = TimeUnit.SECONDS.toNanos(1);
    private static final Logger log = LoggerFactory.getLogger(KeyedConsumer.class);

    private final Vertx vertx;
    private final PipelinedHandler handler;
    private final boolean pipelined;
    private final DeadLetters deadLetters;
    private final RetryGaps gaps;
    private final Context owner;
    private final OpenRecords open;
    private final ConsumerLoop loop;
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - ONCE_IN);
    private final AtomicLong unprocessable = new AtomicLong();

    /** A consumer that does nothing before {@link #start}. */
    public KeyedConsumer(
            Vertx vertx,
            String name,
            KafkaConfig kafka,
            RecordSource source,
            RecordHandler handler,
            DeadLetters deadLetters,
            RetryGaps gaps) {
        this.vertx = vertx;
        this.handler = (record, done) -> handler.handle(record);
        this.pipelined = false;
        this.deadLetters = deadLetters;
        this.gaps = gaps;
        this.owner = vertx.getOrCreateContext();
        this.open =
                new OpenRecords(new OpenLimits(MOST_OPEN, MOST_BYTES), quota(source), this::begin, handler::assigned);
        this.loop = new ConsumerLoop(name, kafka, source, open);
    }

    /** A consumer whose records of one key begin one after the other and may be under way together. */
    public KeyedConsumer(
            Vertx vertx,
            String name,
            KafkaConfig kafka,
            RecordSource source,
            PipelinedHandler handler,
            DeadLetters deadLetters,
            RetryGaps gaps,
            OpenLimits most) {
        this.vertx = vertx;
        this.handler = handler;
        this.pipelined = true;
        this.deadLetters = deadLetters;
        this.gaps = gaps;
        this.owner = vertx.getOrCreateContext();
        this.open = new OpenRecords(most, quota(source), this::begin, () -> {});
        this.loop = new ConsumerLoop(name, kafka, source, open);
    }

    private static @Nullable TopicQuota quota(RecordSource source) {
        return source instanceof RecordSource.Matching matching ? matching.each() : null;
    }

    public void start() {
        loop.start();
    }

    /**
     * Succeeds when the group has given this member its partitions for the first time, perhaps none: what is written from
     * then on is read, also by who reads only news. Fails when the consumer ends before.
     */
    public Future<Void> joined() {
        return CallersContext.of(loop.joined());
    }

    /**
     * Lets the work under way finish, within 4 s, commits it and leaves the group; nothing is tried again after that.
     * Always succeeds.
     */
    public Future<Void> stop() {
        return loop.stop();
    }

    /** Why nothing is consumed any more, when an error has ended the consumer; empty while all is well. */
    public Optional<String> problem() {
        return loop.problem();
    }

    /** How many records of this member's partitions it had not read a moment ago; those that {@link #open} counts it has. */
    public long waiting() {
        return loop.waiting();
    }

    /** How many records were read and are not done. */
    public int open() {
        return open.count();
    }

    /** Works on the record, and on those behind it for as long as their work is done at once. */
    private void begin(OpenRecord first) {
        goOn(attempt(first, 0));
    }

    /** A loop, for a call per record of a long queue would exhaust the stack. */
    private void goOn(Optional<OpenRecord> first) {
        Optional<OpenRecord> next = first;
        while (next.isPresent()) {
            next = attempt(next.get(), 0);
        }
    }

    /** Returns the key's next record when this one is over already. */
    private Optional<OpenRecord> attempt(OpenRecord item, int attempt) {
        Future<Void> result;
        try {
            result = handler.handle(item.record(), () -> open.settle(item));
        } catch (RuntimeException | StackOverflowError failure) {
            result = Future.failedFuture(failure);
        }
        if (result.isComplete()) {
            return concluded(item, attempt, result);
        }
        var unused = result.onComplete(done -> goOn(concluded(item, attempt, done)));
        return Optional.empty();
    }

    private Optional<OpenRecord> concluded(OpenRecord item, int attempt, AsyncResult<Void> result) {
        if (result.succeeded() && pipelined) {
            return open.pass(item);
        }
        if (result.succeeded() || open.isRevoked(item)) {
            return open.leave(item);
        }
        Throwable cause = result.cause();
        boolean again = attempt < gaps.count() && !(cause instanceof UnprocessableRecordException);
        if (again || cause instanceof NotNowException) {
            retryLater(item, attempt, cause);
        } else {
            bury(item, cause);
        }
        return Optional.empty();
    }

    private void retryLater(OpenRecord item, int attempt, Throwable cause) {
        about(item, cause instanceof NotNowException ? Level.DEBUG : Level.WARN)
                .setCause(cause)
                .log("work failed, trying again");
        open.rest(item);
        owner.runOnContext(none -> vertx.setTimer(
                gaps.gap(attempt).toMillis(),
                timer -> goOn(open.wake(item) ? attempt(item, attempt + 1) : open.leave(item))));
    }

    private void bury(OpenRecord item, Throwable cause) {
        if (cause instanceof UnprocessableRecordException) {
            unprocessable(item, cause);
        } else {
            about(item, Level.ERROR).setCause(cause).log("work failed for good, to the dead letters");
        }
        var unused = deadLetters
                .add(item.record(), cause)
                .onSuccess(none -> goOn(open.leave(item)))
                // Kafka itself refused: without a copy the record must not count as done.
                .onFailure(refused -> retryLater(item, gaps.count() - 1, refused));
    }

    /** One line a second: a sender may write nonsense at any rate, and the dead letters have each of them. */
    private void unprocessable(OpenRecord item, Throwable cause) {
        unprocessable.incrementAndGet();
        long last = toldAt.get();
        long now = System.nanoTime();
        if (now - last >= ONCE_IN && toldAt.compareAndSet(last, now)) {
            about(item, Level.WARN)
                    .addKeyValue("count", unprocessable.getAndSet(0))
                    .log("records cannot be processed, to the dead letters: {}", cause.getMessage());
        }
    }

    private static LoggingEventBuilder about(OpenRecord item, Level level) {
        return RecordFields.about(log, level, item.record());
    }
}
