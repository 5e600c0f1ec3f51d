package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.load.Fleet;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sees how traffic fares under a fault. It is normal while every device has an accepted connection and nothing has waited
 * longer than 2 s: no uplink for its acknowledgement, no request for its answer, no message to a device for its receipt.
 *
 * <p>The time of recovery runs from the mending of the fault to the first moment from which on traffic is normal for 3 s at
 * a stretch; zero when it is normal all the time. What is mended is a cable put back, a process told to go on, or the order
 * to start it again, so a start counts. Of a fault that nobody mends it runs from the fault.
 */
final class Watch implements AutoCloseable {
    private static final Duration TOO_LONG = Duration.ofSeconds(2);
    private static final Duration FOR_GOOD = Duration.ofSeconds(3);
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(180);
    private static final long EVERY_MILLIS = 50;

    private final Fleet fleet;
    private final int devices;
    private final Ear ear;
    private final ScheduledExecutorService eye = Executors.newSingleThreadScheduledExecutor();
    private long normalSince;
    private long mendedAt;
    private boolean recovering;
    private Duration recovery = Duration.ZERO;
    private Duration ofFaultsBefore = Duration.ZERO;
    private Duration silence = Duration.ZERO;

    Watch(Fleet fleet, int devices, Ear ear) {
        this.fleet = fleet;
        this.devices = devices;
        this.ear = ear;
        var unused = eye.scheduleAtFixedRate(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Something is broken from now on; silence counts from the first time on. */
    synchronized void struck() {
        if (mendedAt == 0) {
            fleet.pulse().reset();
        }
        ofFaultsBefore = recovery;
        begin();
    }

    /** It is whole again from now on, or will be as soon as it can. */
    synchronized void mended() {
        // what went on without it does not count any more
        recovery = ofFaultsBefore;
        begin();
    }

    private void begin() {
        mendedAt = System.nanoTime();
        recovering = true;
    }

    private synchronized void look() {
        long now = System.nanoTime();
        if (!isNormal()) {
            normalSince = 0;
            return;
        }
        normalSince = normalSince == 0 ? now : normalSince;
        long since = Math.max(normalSince, mendedAt);
        if (recovering && now - since >= FOR_GOOD.toNanos()) {
            recovering = false;
            Duration took = Duration.ofNanos(since - mendedAt);
            recovery = took.compareTo(recovery) > 0 ? took : recovery;
        }
    }

    private boolean isNormal() {
        return fleet.connected() == devices
                && fleet.longestWait().compareTo(TOO_LONG) < 0
                && ear.longestWait().compareTo(TOO_LONG) < 0;
    }

    /** Returns when traffic has been normal for so long that it counts as recovered; nothing is watched any more. */
    void awaitNormal() {
        Await.untilAsserted(
                RECOVERED_WITHIN,
                () -> assertThat(isRecovering()).as(toString()).isFalse());
        // what follows is the silence of devices that have nothing more to say
        silence = fleet.pulse().longestSilence();
    }

    private synchronized boolean isRecovering() {
        return recovering;
    }

    /** Of several faults that were mended, the longest. */
    synchronized Duration recovery() {
        return recovery;
    }

    /** Until it was normal again. */
    Duration longestSilence() {
        return silence;
    }

    @Override
    public String toString() {
        return fleet.connected() + " of " + devices + " connected, oldest wait of a device " + fleet.longestWait()
                + ", for a receipt " + ear.longestWait() + " " + ear.waiting() + ", for an answer "
                + fleet.unanswered();
    }

    @Override
    public void close() {
        eye.shutdownNow();
    }
}
