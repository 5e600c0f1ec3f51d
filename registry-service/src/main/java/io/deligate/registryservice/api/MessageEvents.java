package io.deligate.registryservice.api;

import io.deligate.registryservice.trace.Tail;
import io.deligate.registryservice.trace.TracedMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/** Writes messages as server-sent events until the client leaves; a comment now and then shows that all is well. */
final class MessageEvents {
    static final String CONTENT_TYPE = "text/event-stream";
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final Tail tail;
    private final HttpServerResponse out;
    private boolean left;
    private long writtenAt;

    MessageEvents(Tail tail, HttpServerResponse out) {
        this.tail = tail;
        this.out = out;
    }

    /** Succeeds when the client has left; fails when Kafka does. Closes the tail either way. */
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
        var unused = tail.next().compose(this::send).onComplete(done -> {
            if (done.succeeded()) {
                step(ended);
            } else {
                ended.tryFail(done.cause());
            }
        });
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
