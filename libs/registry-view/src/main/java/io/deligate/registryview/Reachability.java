package io.deligate.registryview;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the registry answers; says so once when that changes and not for each request. */
final class Reachability {
    private static final Logger log = LoggerFactory.getLogger(RegistryView.class);

    private final AtomicBoolean silent = new AtomicBoolean();
    private final LongAdder failures = new LongAdder();

    void answered() {
        if (silent.get() && silent.compareAndSet(true, false)) {
            log.info("registry answers again");
        }
    }

    void silent(String what, String how, @Nullable Throwable cause) {
        failures.increment();
        if (silent.compareAndSet(false, true)) {
            log.atWarn()
                    .addKeyValue("asked_for", what)
                    .log("registry does not answer, going on with what is known: {} {}", how, reason(cause));
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "" : cause.toString();
    }

    boolean isSilent() {
        return silent.get();
    }

    long failures() {
        return failures.sum();
    }
}
