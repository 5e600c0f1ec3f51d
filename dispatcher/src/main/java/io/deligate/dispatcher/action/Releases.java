package io.deligate.dispatcher.action;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.KnownReleases;
import io.deligate.rolloutgate.Release;
import java.time.Clock;
import java.util.Optional;

/** Which firmware a device may have now (A51); both 102 and 103 tell it, by the gate that edges offer by. */
public final class Releases {
    private final KnownReleases known;
    private final Clock clock;

    public Releases(KnownReleases known, Clock clock) {
        this.known = known;
        this.clock = clock;
    }

    /**
     * The newest release that the device may have, which may be the one it has; empty when there is none or it must wait.
     * Never an older one than it has.
     *
     * @param version what the device has, empty when it never said
     */
    Optional<Release> mayHave(DeviceId device, ProductModel product, String version) {
        return known.of(product).flatMap(releases -> Gate.mayHave(releases, device.value(), version, clock.instant()));
    }
}
