package io.deligate.registryservice.api;

import io.deligate.registryservice.trace.Tail;
import io.deligate.registryservice.trace.TracedMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Writes messages as server-sent events until the client leaves; a comment now and then shows that all is well. */
final class MessageEvents {
    static final String CONTENT_TYPE = "text/event-stream";
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Tail tail;
    private final HttpServerResponse out;
    private final Supplier<Future<Boolean>> allowed;
    private boolean left;
    private long writtenAt;
    private long askedAt = System.nanoTime();

    MessageEvents(Tail tail, HttpServerResponse out, Supplier<Future<Boolean>> allowed) {
        this.tail = tail;
        this.out = out;
        this.allowed = allowed;
    }

    /**
     * Succeeds when the client has left or may not follow any more; fails when Kafka does. Closes the tail either way.
     */
    Future<Void> write() {
        left = out.closed();
        out.closeHandler(closed -> left = true);
        out.exceptionHandler(broken -> left = true);
        send(": following\n\n");
        Promise<Void> ended = Promise.promise();
        step(ended);
        return ended.future().eventually(tail::close);
    }

    /** One step after the other, each a task of its own: the stream may last for hours. */
    private void step(Promise<Void> ended) {
        if (left) {
            ended.tryComplete();
            return;
        }
        var unused = checked().compose(none -> tail.next()).compose(this::send).onComplete(done -> {
            if (done.succeeded()) {
                step(ended);
            } else {
                ended.tryFail(done.cause());
            }
        });
    }

    /** A key that was deleted or has ended ends the stream; a database that does not answer does not. */
    private Future<Void> checked() {
        if (System.nanoTime() - askedAt < ASK_AGAIN.toNanos()) {
            return Future.succeededFuture();
        }
        askedAt = System.nanoTime();
        return allowed.get().otherwise(true).onSuccess(known -> left |= !known).mapEmpty();
    }

    private Future<Void> send(List<TracedMessage> messages) {
        if (left) {
            return Future.succeededFuture();
        }
        for (TracedMessage message : messages) {
            send("id: " + message.topic() + "/" + message.partition() + "/" + message.offset() + "\ndata: "
                    + Lists.text(message, TraceCalls::write) + "\n\n");
        }
        if (System.nanoTime() - writtenAt > QUIET.toNanos()) {
            send(": nothing new\n\n");
        }
        return out.writeQueueFull() ? drained() : Future.succeededFuture();
    }

    /** A client that does not read is not read for either. */
    private Future<Void> drained() {
        Promise<Void> drained = Promise.promise();
        out.drainHandler(ready -> drained.tryComplete());
        out.closeHandler(closed -> {
            left = true;
            drained.tryComplete();
        });
        return drained.future();
    }

    private void send(String event) {
        writtenAt = System.nanoTime();
        var unused = out.write(event);
    }
}
