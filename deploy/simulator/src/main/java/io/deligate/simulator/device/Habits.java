package io.deligate.simulator.device;

import java.time.Duration;

/**
 * What all devices of a fleet do alike.
 *
 * @param heartbeat the gap between two requests of a device for the time (100); zero means none
 * @param checkins the gap between two check-ins of a device (300); zero means none
 * @param installWindow the seconds from which a device picks its own to begin a download (0 to 7200 by the document)
 * @param reboot how long it is off after a download
 * @param offline the share of the fleet that is away at any moment
 * @param away how long a device that is away stays away
 * @param timeScale so many times faster than by the clock pass the install window, reboots and absences
 */
public record Habits(
        Duration heartbeat,
        Duration checkins,
        Span installWindow,
        Span reboot,
        double offline,
        Span away,
        double timeScale) {
    private static final double MOST_OFFLINE = 0.95;
    private static final double FASTEST = 10_000;

    public Habits {
        if (!(offline >= 0 && offline <= MOST_OFFLINE)) {
            throw new IllegalArgumentException("offline: " + offline + " (expected: 0 to " + MOST_OFFLINE + ")");
        }
        if (!(timeScale >= 0.01 && timeScale <= FASTEST)) {
            throw new IllegalArgumentException("time-scale: " + timeScale + " (expected: 0.01 to 10000)");
        }
        if (heartbeat.isNegative() || checkins.isNegative()) {
            throw new IllegalArgumentException("heartbeat, checkins: negative (expected: 0s or more)");
        }
    }

    /** A heartbeat a minute, no check-ins, everybody there, the window of the document, time as it passes. */
    public static Habits usual() {
        return new Habits(
                Duration.ofMinutes(1),
                Duration.ZERO,
                Span.ofSeconds(0, 7_200),
                Span.ofSeconds(20, 60),
                0,
                Span.ofSeconds(1_800, 5_400),
                1);
    }

    /** How long a device is there between two absences, so that the share of those who are away is kept. */
    Span present() {
        double factor = (1 - offline) / offline;
        return new Span(scaled(away.least(), factor), scaled(away.most(), factor));
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }
}
