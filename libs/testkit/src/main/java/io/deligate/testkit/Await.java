package io.deligate.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for a condition instead of sleeping; what was waited for stands in the failure. */
public final class Await {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private Await() {}

    /** What has to hold in the end. */
    @FunctionalInterface
    public interface Assertion {
        /** Returns when it holds, throws while it does not. */
        void check() throws Throwable;
    }

    /** Returns once the condition holds; fails after {@code atMost}. */
    public static void until(Duration atMost, String what, Callable<Boolean> condition) {
        waiting(atMost).alias(what).until(condition);
    }

    /** Returns once the assertion passes; fails after {@code atMost} with its last failure. */
    public static void untilAsserted(Duration atMost, Assertion assertion) {
        waiting(atMost).untilAsserted(assertion::check);
    }

    /** Returns the value once there is one; fails after {@code atMost}. */
    public static <T> T untilPresent(Duration atMost, String what, Callable<Optional<T>> supplier) {
        return waiting(atMost).alias(what).until(supplier, Optional::isPresent).orElseThrow();
    }

    private static ConditionFactory waiting(Duration atMost) {
        return Awaitility.await()
                .atMost(atMost)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .pollInSameThread();
    }
}
