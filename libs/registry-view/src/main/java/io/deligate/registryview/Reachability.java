package io.deligate.registryview;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the registry answers. Says so in the log once when that changes and not for each request: a registry that
 * answers some and not others is one that does not answer, until it has left nothing unanswered for a while.
 */
final class Reachability {
    private static final Logger log = LoggerFactory.getLogger(RegistryView.class);
    private static final Duration FOR_GOOD = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final AtomicBoolean silent = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private final LongAdder failures = new LongAdder();
    private volatile long failedAt;

    Reachability() {
        this(System::nanoTime);
    }

    Reachability(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void answered() {
        if (silent.get()) {
            silent.set(false);
        }
        if (told.get() && nanoTime.getAsLong() - failedAt >= FOR_GOOD.toNanos() && told.compareAndSet(true, false)) {
            log.info("registry answers again");
        }
    }

    void silent(String what, String how, @Nullable Throwable cause) {
        failures.increment();
        failedAt = nanoTime.getAsLong();
        silent.set(true);
        if (told.compareAndSet(false, true)) {
            log.atWarn()
                    .addKeyValue("asked_for", what)
                    .log("registry does not answer, going on with what is known: {} {}", how, reason(cause));
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "" : cause.toString();
    }

    /** Whether the last answer that was due did not come. */
    boolean isSilent() {
        return silent.get();
    }

    long failures() {
        return failures.sum();
    }
}
