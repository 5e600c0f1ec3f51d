package io.deligate.simulator.fleet;

import io.deligate.simulator.device.Habits;
import io.deligate.simulator.device.Identity;
import io.deligate.simulator.download.DownloadLimits;
import java.util.Locale;

/**
 * Which devices there are and how they behave.
 *
 * @param model of their product
 * @param type of their product
 * @param prefix of their ids, after {@code MODEL_}; a number follows
 * @param devices how many
 * @param connectRate how many of them make their first connect in a second
 * @param version they have from the factory
 * @param badInstalls the share of them on which no firmware installs
 * @param seed of everything they do by chance
 */
public record FleetPlan(
        String model,
        String type,
        String prefix,
        int devices,
        double connectRate,
        String version,
        double badInstalls,
        long seed,
        Habits habits,
        DownloadLimits downloads) {
    private static final int MOST_DEVICES = 200_000;
    private static final int LONGEST_ID = 64;

    public FleetPlan {
        check("devices", devices >= 1 && devices <= MOST_DEVICES, devices, "1 to " + MOST_DEVICES);
        check("connect-rate", connectRate > 0 && connectRate <= 100_000, connectRate, "above 0 and up to 100000");
        check("bad-installs", badInstalls >= 0 && badInstalls <= 1, badInstalls, "0 to 1");
        check("product", model.matches("[A-Z0-9-]{1,16}"), model, "1 to 16 of A-Z, 0-9 and -");
        check("type", type.matches("[A-Za-z0-9-]{1,16}"), type, "1 to 16 letters, digits and -");
        check("version", version.matches("\\S{1,64}"), version, "1 to 64 characters without spaces");
        check("prefix", prefix.matches("[A-Za-z0-9_-]{0,32}"), prefix, "up to 32 letters, digits, - and _");
        String longest = id(model, prefix, devices);
        check("prefix", longest.length() <= LONGEST_ID, prefix, "ids of at most " + LONGEST_ID + " characters");
    }

    private static void check(String name, boolean right, Object value, String expected) {
        if (!right) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }

    /** Who the device with this number is, from 0. */
    public Identity identity(int number) {
        return new Identity(id(model, prefix, number + 1), type, model);
    }

    private static String id(String model, String prefix, int number) {
        return String.format(Locale.ROOT, "%s_%s%05d", model, prefix, number);
    }
}
