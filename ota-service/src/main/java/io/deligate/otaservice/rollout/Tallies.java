package io.deligate.otaservice.rollout;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What became of each rollout's devices, counted once whatever is delivered twice and whoever counts beside. */
public interface Tallies {
    /**
     * Adds the outcomes, in their order, and remembers in the same transaction how far was counted by that. What was
     * counted before, here or by another process, is passed over.
     *
     * @param next the offset behind the last record of each partition
     */
    Future<Void> add(List<Outcome> outcomes, Map<Integer, Long> next);

    /**
     * Ends the soak of up to {@code most} devices whose time has come: one that still runs the version, or a newer
     * release, has succeeded, one that has fallen back has failed. Succeeds with how many there were.
     */
    Future<Integer> endSoaks(Instant now, int most);
}
