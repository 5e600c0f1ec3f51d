package io.deligate.mqttedge.rollout;

import io.deligate.rolloutgate.Buckets;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.OfferMemory;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One model's rollouts as they are at the moment of one look: whose turn it is, whatever the devices run. */
final class Wave {
    private final Instant known;
    private final Rollout newest;
    private final long tag;
    private final int share;
    private final List<Rollout> older;

    private Wave(Instant known, List<Rollout> live) {
        this.known = known;
        this.newest = live.get(0);
        this.tag = OfferMemory.tag(newest);
        this.share = newest.share(known);
        this.older = live.subList(1, live.size());
    }

    /** Null when there is nothing to offer. */
    static @Nullable Wave of(ModelReleases releases, Instant now) {
        List<Rollout> live = releases.rollouts().stream()
                .filter(rollout -> !(rollout.state() instanceof RolloutState.Aborted))
                .toList();
        return live.isEmpty() ? null : new Wave(releases.known(now), live);
    }

    /** The session's memory, about this wave. */
    long about(long memory, String device) {
        return OfferMemory.about(memory, tag, newest, device);
    }

    /** Whether it is the turn of the device to be offered something it was not offered yet. */
    boolean isTurnOf(long memory, String device) {
        if (isNewestsTurn(memory, device)) {
            return !OfferMemory.isNewestDone(memory);
        }
        return !OfferMemory.isOlderDone(memory)
                && older.stream()
                        .anyMatch(rollout -> Gate.isTurnOf(
                                rollout, Buckets.of(rollout.seed(), device), rollout.share(known), device, known));
    }

    /** The memory once that is done. */
    long done(long memory, String device) {
        return isNewestsTurn(memory, device) ? OfferMemory.newestDone(memory) : OfferMemory.olderDone(memory);
    }

    /** How many of these an edge may offer per second, 0 = its own limit. */
    int rate() {
        return newest.ratePerEdge();
    }

    private boolean isNewestsTurn(long memory, String device) {
        return Gate.isTurnOf(newest, OfferMemory.bucket(memory), share, device, known);
    }
}
