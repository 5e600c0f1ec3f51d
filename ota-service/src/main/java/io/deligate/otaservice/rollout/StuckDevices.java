package io.deligate.otaservice.rollout;

import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What looks through the fleet have found, and how far the present one is; fails when the database does not answer. */
public interface StuckDevices {
    /** Listed devices of one rollout; the counter goes on. */
    int MOST_LISTED = 10_000;

    /**
     * Takes one step of the look that is due, unless another process takes one: then, and when none is due, succeeds with
     * false.
     *
     * @param every how long the end of a model's last look must be ago
     */
    Future<Boolean> step(Instant now, Duration every, Step step);

    /** Succeeds with up to {@code rows} devices of the rollout in the order of their ids, behind {@code after}. */
    Future<List<Stuck>> list(String rolloutId, String after, int rows);

    /** Succeeds with the end of the last look at the rollout's devices, empty when there was none. */
    Future<Optional<Instant>> lookedAt(String rolloutId);

    /** Looks at one page of a model's devices. */
    interface Step {
        Future<Page> at(ProductModel product, String after);
    }

    /**
     * What a step found.
     *
     * @param last the id behind which the next page begins, null = that was the last one
     */
    record Page(List<Stuck> found, @Nullable String last) {
        public Page {
            found = List.copyOf(found);
        }
    }
}
