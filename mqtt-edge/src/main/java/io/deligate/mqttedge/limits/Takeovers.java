package io.deligate.mqttedge.limits;

import io.deligate.protocol.DeviceId;
import io.deligate.servicekit.logging.LogKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damps two clients that take the session of one id from each other (A15, R20). A few takeovers are free: a device whose
 * old connection is half dead has to get in. From then on the holder keeps its session for a while, and for twice as
 * long each time somebody tried meanwhile; who comes back seldom is never refused twice.
 *
 * <p>Each edge counts the takeovers that begin with it, so a fight across two edges is damped on both. Thread-safe.
 */
final class Takeovers {
    private static final Logger log = LoggerFactory.getLogger(Takeovers.class);

    private static final int FREE = 3;
    private static final long FIRST = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();
    private static final long FORGOTTEN_AFTER = Duration.ofMinutes(2).toNanos();
    private static final long TELL_EVERY = Duration.ofMinutes(1).toNanos();

    /** Beyond that nobody new is remembered. */
    private static final int MOST = 20_000;

    private static final int SWEEP_FROM = 1_000;

    private final Map<DeviceId, Fight> fights = new HashMap<>();
    private int sweepAt = SWEEP_FROM;

    /** The takeovers of one id. */
    private static final class Fight {
        private int taken;
        private int refused;
        private long patience;
        private long last;
        private boolean told;
        private long toldAt;
    }

    /** False when the holder of the id keeps its session for now. */
    synchronized boolean tryTakeOver(DeviceId device, long now) {
        sweep(now);
        Fight fight = fights.get(device);
        if (fight == null || now - fight.last > FORGOTTEN_AFTER) {
            fight = new Fight();
            if (fights.size() < MOST) {
                fights.put(device, fight);
            }
        }
        if (fight.taken >= FREE && now - fight.last < fight.patience) {
            fight.refused++;
            tell(device, fight, now);
            return false;
        }
        fight.taken++;
        if (fight.taken >= FREE) {
            fight.patience = fight.refused == 0 ? FIRST : Math.min(LONGEST, 2 * fight.patience);
        }
        fight.refused = 0;
        fight.last = now;
        return true;
    }

    private static void tell(DeviceId device, Fight fight, long now) {
        if (fight.told && now - fight.toldAt < TELL_EVERY) {
            return;
        }
        fight.told = true;
        fight.toldAt = now;
        log.atWarn()
                .addKeyValue(LogKeys.DEVICE_ID, device)
                .addKeyValue("takeovers", fight.taken)
                .log("duplicate id: several clients take the session of one id from each other");
    }

    private void sweep(long now) {
        if (fights.size() >= sweepAt) {
            fights.values().removeIf(fight -> now - fight.last > FORGOTTEN_AFTER);
            sweepAt = Math.max(SWEEP_FROM, Math.min(MOST, 2 * fights.size()));
        }
    }

    synchronized int size() {
        return fights.size();
    }
}
