package io.deligate.streams.publish;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Brings the outcome of work on a thread of Kafka's back to where it was asked for: without it the caller's next step,
 * such as opening a port, would run on that thread.
 */
public final class CallersContext {
    private CallersContext() {}

    /** The same outcome, on the context this is called on; called from elsewhere, on the thread that completes it. */
    public static <T> Future<T> of(Future<T> outcome) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return outcome;
        }
        Promise<T> here = Promise.promise();
        var unused = outcome.onComplete(done -> caller.runOnContext(none -> here.handle(done)));
        return here.future();
    }
}
