package io.deligate.servicekit.health;

import io.deligate.servicekit.health.HealthReport.Result;
import io.deligate.servicekit.logging.SampledLog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Knows every check of the process, by name; safe for use by several threads. */
public final class HealthRegistry {
    private static final SampledLog log =
            new SampledLog(LoggerFactory.getLogger(HealthRegistry.class), Duration.ofMinutes(1), System::nanoTime);

    private final Map<String, HealthCheck> liveness = new ConcurrentSkipListMap<>();
    private final Map<String, HealthCheck> readiness = new ConcurrentSkipListMap<>();

    /** Adds a condition without which the process has to be restarted. */
    public void liveness(String name, HealthCheck check) {
        add(liveness, name, check);
    }

    /** Adds a condition without which the process should get no new traffic. */
    public void readiness(String name, HealthCheck check) {
        add(readiness, name, check);
    }

    /** Forgets the checks of that name, as a part does when it stops. */
    public void remove(String name) {
        liveness.remove(name);
        readiness.remove(name);
    }

    public HealthReport live() {
        return ask(liveness);
    }

    public HealthReport ready() {
        return ask(readiness);
    }

    private static void add(Map<String, HealthCheck> checks, String name, HealthCheck check) {
        if (checks.putIfAbsent(name, check) != null) {
            throw new IllegalStateException("check: " + name + " (expected: a name that is not taken)");
        }
    }

    private static HealthReport ask(Map<String, HealthCheck> checks) {
        return new HealthReport(checks.entrySet().stream()
                .map(check -> ask(check.getKey(), check.getValue()))
                .toList());
    }

    private static Result ask(String name, HealthCheck check) {
        try {
            return new Result(name, check.problem().orElse(null));
        } catch (RuntimeException e) {
            log.at(Level.ERROR, name, line -> line.setCause(e).log("health check failed"));
            return new Result(name, "the check itself failed: " + e.getClass().getSimpleName());
        }
    }
}
