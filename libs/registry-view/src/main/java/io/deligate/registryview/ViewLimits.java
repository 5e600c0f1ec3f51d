package io.deligate.registryview;

import java.time.Duration;

/**
 * How much a {@link RegistryView} keeps and how long.
 *
 * @param fresh how long a record is used without asking, unless a change is announced
 * @param absent how long "no such product" is believed; devices that do not exist are always asked for
 * @param stale how long a record may still be used while the registry cannot be asked
 * @param patience how long a caller waits for an answer at most
 * @param pause how long a stale record is used before the registry is asked again
 * @param products how many products are remembered
 * @param devices how many devices are remembered
 */
public record ViewLimits(
        Duration fresh, Duration absent, Duration stale, Duration patience, Duration pause, int products, int devices) {
    public ViewLimits {
        positive("fresh", fresh);
        positive("absent", absent);
        positive("stale", stale);
        positive("patience", patience);
        positive("pause", pause);
        atLeastOne("products", products);
        atLeastOne("devices", devices);
    }

    public static ViewLimits defaults() {
        return new ViewLimits(
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                10_000,
                100_000);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: longer than 0s)");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
