package io.deligate.mqttedge.limits;

import io.deligate.protocol.DeviceId;
import java.util.HashMap;
import java.util.Map;

/** How often each device has connected lately (R29). It remembers those only that could not connect at will. Thread-safe. */
final class DeviceConnects {
    /** Beyond that nobody new is remembered: the edge's own limit holds them all together. */
    private static final int MOST = 100_000;

    private static final int SWEEP_FROM = 1_000;

    private final long gap;
    private final long span;
    private final Map<DeviceId, Long> freeAt = new HashMap<>();
    private int sweepAt = SWEEP_FROM;

    DeviceConnects(ConnectLimits limits) {
        this.gap = limits.deviceGap().toNanos();
        this.span = gap * limits.deviceBurst();
    }

    /** False when the device connects too often; that connect does not count. */
    synchronized boolean tryConnect(DeviceId device, long now) {
        sweep(now);
        Long known = freeAt.get(device);
        long after = (known != null && known - now > 0 ? known : now) + gap;
        if (after - now > span) {
            return false;
        }
        if (known != null || freeAt.size() < MOST) {
            freeAt.put(device, after);
        }
        return true;
    }

    private void sweep(long now) {
        if (freeAt.size() >= sweepAt) {
            freeAt.values().removeIf(at -> at - now <= 0);
            sweepAt = Math.max(SWEEP_FROM, Math.min(MOST, 2 * freeAt.size()));
        }
    }

    synchronized int size() {
        return freeAt.size();
    }
}
