package io.deligate.otaservice.rollout;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** What became of each rollout's devices, counted once whatever is delivered twice. */
public interface Tallies {
    /** Succeeds with how far each partition was counted: the next offset, absent = nothing yet. */
    Future<Map<Integer, Long>> counted();

    /**
     * Adds the outcomes and remembers, in the same transaction, how far was counted by that.
     */
    Future<Void> add(List<Outcomes.Outcome> outcomes, Map<Integer, Long> next);
}
