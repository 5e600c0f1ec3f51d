package io.deligate.streams.publish;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The way into one topic: open while the Kafka client can take records without blocking, otherwise they wait here in
 * order and the publisher's keeper thread tries again and again.
 *
 * <p>The client lacks a topic's metadata at first use, and again in an outage, when it forgets all it knew in order to
 * look for new brokers. A topic never met is given up after the limit; one that was there before is waited for as long
 * as no broker says that it is gone.
 */
final class TopicGate {
    private static final long FIRST_GAP_MS = 2;
    private static final long LONGEST_GAP_MS = 100;

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService keeper;
    private final long limit;
    private final ArrayDeque<Sending> waiting = new ArrayDeque<>();
    private Promise<Void> opened = Promise.promise();
    private volatile boolean open;
    private boolean trying;
    private boolean ending;
    private boolean met;
    private long giveUpAt;

    TopicGate(String topic, Producer<byte[], byte[]> producer, ScheduledExecutorService keeper, Duration limit) {
        this.topic = topic;
        this.producer = producer;
        this.keeper = keeper;
        this.limit = limit.toNanos();
    }

    /** Succeeds when records can pass, fails when the topic is given up; completed on the keeper's thread. */
    Future<Void> whenOpen() {
        Future<Void> outcome;
        synchronized (this) {
            if (open) {
                return Future.succeededFuture();
            }
            outcome = opened.future();
        }
        keepTrying();
        return outcome;
    }

    void send(Sending sending) {
        if (open && sending.hand(producer)) {
            return;
        }
        synchronized (this) {
            open = false;
            waiting.add(sending);
        }
        keepTrying();
    }

    /** Gives up at that time at the latest; succeeds or fails when nothing waits any more. */
    synchronized Future<Void> endBy(long nanoTime) {
        giveUpAt = ending ? giveUpAt : nanoTime;
        ending = true;
        return trying ? opened.future() : Future.succeededFuture();
    }

    private void keepTrying() {
        synchronized (this) {
            if (trying) {
                return;
            }
            trying = true;
            if (!ending) {
                giveUpAt = System.nanoTime() + limit;
            }
        }
        later(0, FIRST_GAP_MS);
    }

    private void later(long delayMs, long nextGapMs) {
        try {
            var unused = keeper.schedule(() -> attempt(nextGapMs), delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            giveUp(new IllegalStateException("publisher: closed (expected: open)", closed));
        }
    }

    /** On the keeper's thread only, so nobody else takes from the queue. */
    private void attempt(long gapMs) {
        try {
            var unused = producer.partitionsFor(topic);
            met = true;
            if (drained()) {
                return;
            }
        } catch (TimeoutException notYet) {
            if (isHopeless(notYet)) {
                giveUp(notYet);
                return;
            }
        } catch (RuntimeException refused) {
            giveUp(refused);
            return;
        }
        later(gapMs, Math.min(2 * gapMs, LONGEST_GAP_MS));
    }

    private boolean drained() {
        for (Sending next = first(); next != null; next = first()) {
            if (!next.hand(producer)) {
                return false;
            }
            synchronized (this) {
                waiting.remove();
            }
        }
        Promise<Void> ended;
        synchronized (this) {
            if (!waiting.isEmpty()) {
                return false;
            }
            open = true;
            ended = ended();
        }
        ended.complete();
        return true;
    }

    private synchronized @Nullable Sending first() {
        return waiting.peek();
    }

    private synchronized boolean isHopeless(TimeoutException notYet) {
        Throwable answer = notYet.getCause();
        if (answer != null && !(answer instanceof RetriableException)) {
            return true;
        }
        if (met && answer == null && !ending) {
            giveUpAt = System.nanoTime() + limit;
        }
        return System.nanoTime() - giveUpAt >= 0;
    }

    private void giveUp(Throwable cause) {
        ArrayDeque<Sending> refused;
        Promise<Void> ended;
        synchronized (this) {
            refused = new ArrayDeque<>(waiting);
            waiting.clear();
            ended = ended();
        }
        refused.forEach(each -> each.fail(cause));
        ended.fail(cause);
    }

    /** Under the same lock as the last look at the queue: whoever comes after it starts the next round. */
    private Promise<Void> ended() {
        Promise<Void> ended = opened;
        opened = Promise.promise();
        trying = false;
        return ended;
    }
}
