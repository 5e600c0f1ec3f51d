package io.deligate.registryservice.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls that have not been answered yet, so that a service can answer them before it ends. Thread-safe. */
final class OpenCalls {
    private final AtomicInteger open = new AtomicInteger();
    private final Promise<Void> none = Promise.promise();
    private volatile boolean ending;

    /** First handler of every call. */
    void pass(RoutingContext call) {
        open.incrementAndGet();
        call.addEndHandler(answered -> {
            if (open.decrementAndGet() == 0 && ending) {
                var unused = none.tryComplete();
            }
        });
        call.next();
    }

    /** Succeeds when no call is open, or when that time is over. */
    Future<Void> answered(Vertx vertx, Duration atMost) {
        ending = true;
        if (open.get() == 0) {
            var unused = none.tryComplete();
        }
        long timer = vertx.setTimer(atMost.toMillis(), over -> {
            var unused = none.tryComplete();
        });
        return none.future().onComplete(done -> {
            var unused = vertx.cancelTimer(timer);
        });
    }
}
