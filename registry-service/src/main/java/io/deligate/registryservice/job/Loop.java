package io.deligate.registryservice.job;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Repeats a step that takes time; however often, the stack stays flat. */
public final class Loop {
    private final Supplier<Future<Boolean>> step;
    private final Promise<Void> done = Promise.promise();

    private Loop(Supplier<Future<Boolean>> step) {
        this.step = step;
    }

    /** Succeeds when a step said false, fails when one failed. A step must not complete while it is being called. */
    public static Future<Void> whileTrue(Supplier<Future<Boolean>> step) {
        Loop loop = new Loop(step);
        loop.next();
        return loop.done.future();
    }

    private void next() {
        Future<Boolean> running;
        try {
            running = step.get();
        } catch (RuntimeException failure) {
            done.fail(failure);
            return;
        }
        var unused = running.onComplete(ended -> {
            if (ended.failed()) {
                done.fail(ended.cause());
            } else if (ended.result()) {
                next();
            } else {
                done.complete();
            }
        });
    }
}
