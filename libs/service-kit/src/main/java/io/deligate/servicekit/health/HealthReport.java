package io.deligate.servicekit.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of all checks of one kind at one moment. */
public record HealthReport(List<Result> results) {
    public HealthReport {
        results = List.copyOf(results);
    }

    public boolean isUp() {
        return results.stream().allMatch(Result::isUp);
    }

    /** The answer of one check; {@code problem} is null when it holds. */
    public record Result(String name, @Nullable String problem) {
        public boolean isUp() {
            return problem == null;
        }
    }
}
