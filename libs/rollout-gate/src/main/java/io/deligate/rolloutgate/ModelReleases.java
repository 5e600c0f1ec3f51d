package io.deligate.rolloutgate;

import io.deligate.protocol.DeviceTopics;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Everything that decides which firmware the devices of one model may take: the record that goes to everybody.
 *
 * @param revision grows with each change; of two records the one with the higher revision counts, of two with the same
 *     the one that is valid longer
 * @param validUntil past it nobody knows whether something was paused: shares stay what they were then
 * @param versions the place in the model's order of each known version
 * @param rollouts the newest release first
 */
public record ModelReleases(
        ProductType type,
        ProductModel product,
        long revision,
        Instant validUntil,
        Map<String, Long> versions,
        List<Rollout> rollouts) {
    public ModelReleases {
        versions = Map.copyOf(new HashMap<>(versions));
        rollouts = rollouts.stream()
                .sorted(Comparator.comparingLong(
                                (Rollout each) -> each.release().seq())
                        .reversed()
                        .thenComparing(Rollout::id))
                .toList();
    }

    /** The MQTT topic its devices hear of it on, which is also the record's key. */
    public String topic() {
        return DeviceTopics.modelTopic(type, product);
    }

    /** Whether it says more than that one. */
    public boolean isNewerThan(ModelReleases other) {
        return revision > other.revision || (revision == other.revision && validUntil.isAfter(other.validUntil));
    }

    /** Whether a share may change with nobody doing anything. */
    public boolean isMoving() {
        return rollouts.stream().anyMatch(each -> each.state() instanceof RolloutState.Running);
    }

    /** The same until another time. */
    public ModelReleases validUntil(Instant end) {
        return new ModelReleases(type, product, revision, end, versions, rollouts);
    }

    /** The time to go by: the present one, or the last one at which this was known to be true. */
    public Instant known(Instant now) {
        return now.isAfter(validUntil) ? validUntil : now;
    }

    /** The place of a version in the model's order, empty when it is not known. */
    public OptionalLong seqOf(String version) {
        Long seq = versions.get(version);
        return seq == null ? OptionalLong.empty() : OptionalLong.of(seq);
    }

    /** The versions in the order of their names, for a record that is the same byte for byte. */
    Map<String, Long> sortedVersions() {
        return new TreeMap<>(versions);
    }
}
