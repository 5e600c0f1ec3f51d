package io.deligate.otaservice.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;

/** A rollout as server-sent events, whenever it has changed, until the client leaves or may not follow any more. */
final class RolloutEvents {
    static final String CONTENT_TYPE = "text/event-stream";
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int QUIET_LOOKS = 15;

    private final Call call;
    private final Supplier<Future<JsonObject>> source;
    private JsonObject shown;
    private int looks;
    private final Runnable onEnd;
    private boolean left;

    /** {@code onEnd} runs once. */
    RolloutEvents(Call call, JsonObject first, Supplier<Future<JsonObject>> source, Runnable onEnd) {
        this.onEnd = onEnd;
        this.call = call;
        this.shown = first;
        this.source = source;
    }

    void begin() {
        var unused = call.response()
                .setChunked(true)
                .putHeader("Content-Type", CONTENT_TYPE)
                .putHeader("Cache-Control", "no-store")
                .closeHandler(closed -> leave())
                .exceptionHandler(broken -> leave());
        if (call.response().closed()) {
            leave();
            return;
        }
        send(shown);
        later();
    }

    private void later() {
        var unused = Vertx.currentContext().owner().setTimer(LOOK.toMillis(), fired -> look());
    }

    private void look() {
        if (left) {
            return;
        }
        var unused = call.isCallerStillKnown()
                .otherwise(true)
                .compose(known -> known ? source.get() : Future.failedFuture("the key has ended"))
                .onComplete(done -> {
                    if (left) {
                        return;
                    }
                    if (done.failed()) {
                        end();
                        return;
                    }
                    show(done.result());
                    later();
                });
    }

    /** A client that does not read gets the newest state when it does, and nothing in between. */
    private void show(JsonObject now) {
        looks++;
        if (call.response().writeQueueFull()) {
            return;
        }
        if (!now.equals(shown)) {
            shown = now;
            send(now);
        } else if (looks % QUIET_LOOKS == 0) {
            var unused = call.response().write(": nothing new\n\n");
        }
    }

    private void leave() {
        if (!left) {
            left = true;
            onEnd.run();
        }
    }

    private void end() {
        leave();
        var unused = call.response().end();
    }

    private void send(JsonObject state) {
        var unused = call.response().write("event: rollout\ndata: " + state.encode() + "\n\n");
    }
}
