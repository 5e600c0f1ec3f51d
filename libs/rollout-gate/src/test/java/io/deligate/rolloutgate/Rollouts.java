package io.deligate.rolloutgate;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rollouts for tests: version 2.0 over 1.0, with 3.0 known too. */
final class Rollouts {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private Rollouts() {}

    static Release release(String version, long seq) {
        return new Release(
                "f-" + seq,
                version,
                seq,
                UpgradeType.NORMAL,
                URI.create("http://127.0.0.1:8081/firmware/f-" + seq + "/file.bin?rollout=r-" + seq),
                "0123456789abcdef0123456789abcdef",
                1_000_000);
    }

    static Rollout rollout(long seq, Schedule schedule, RolloutState state, Audience audience) {
        return new Rollout("r-" + seq, release(seq + ".0", seq), "seed-" + seq, 1, schedule, state, audience, 7_200, 0);
    }

    static Rollout running(long seq, Schedule schedule) {
        return rollout(seq, schedule, new RolloutState.Running(START), Audience.everybody());
    }

    static Audience canary(String... ids) {
        return new Audience(Set.of(ids), Set.of(), null, UnknownVersion.GATED);
    }

    static ModelReleases of(Rollout... rollouts) {
        return validUntil(START.plusSeconds(1_000_000_000), rollouts);
    }

    static ModelReleases validUntil(Instant end, Rollout... rollouts) {
        return new ModelReleases(
                new ProductType("KQ"),
                new ProductModel("DL3785W"),
                1,
                end,
                Map.of("1.0", 1L, "2.0", 2L, "3.0", 3L),
                List.of(rollouts));
    }
}
