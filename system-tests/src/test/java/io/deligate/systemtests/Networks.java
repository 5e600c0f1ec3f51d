package io.deligate.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deligate.testkit.HostNetwork;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hosts of their own for the parts of an installation, where this process may make them. */
final class Networks {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

    private Networks() {}

    /** A new network; without one says aloud why, and that loopback has to do. */
    static Optional<HostNetwork> ifPossible() {
        Optional<String> obstacle = HostNetwork.obstacle();
        obstacle.ifPresent(why -> LOG.warn(
                "NO HOSTS OF THEIR OWN: every part runs on loopback, a frozen process stands for a pulled cable, and faults"
                        + " that need a network are left out. Why: {}",
                why));
        return obstacle.isPresent() ? Optional.empty() : Optional.of(HostNetwork.open());
    }

    /** Leaves the test out, aloud, where there is no network. */
    static void require(Installation installation, String fault) {
        if (installation.network().isEmpty()) {
            LOG.warn("NOT TRIED: {} needs hosts of their own", fault);
        }
        assumeTrue(installation.network().isPresent(), fault + " needs hosts of their own");
    }
}
