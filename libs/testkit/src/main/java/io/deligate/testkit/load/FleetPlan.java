package io.deligate.testkit.load;

import java.time.Duration;

/**
 * What the devices of a fleet are and how they behave.
 *
 * @param name tells the ids of fleets of one model apart
 * @param model of all devices, under the product-key scheme
 * @param to whom their messages are for: an app, empty for all that are bound
 * @param gap from one new uplink of a device to its next
 * @param window so many un-acknowledged uplinks make a device wait before it sends a new one
 * @param requests every so many-th message is a request that a dispatcher answers; 0 means none is
 * @param patience a device leaves an edge that has not answered a ping for so long, and comes back within a third of that
 */
public record FleetPlan(
        String name,
        String model,
        String key,
        String to,
        int devices,
        Duration gap,
        int window,
        int requests,
        Duration patience) {
    public FleetPlan {
        if (devices < 1 || devices > 20_000) {
            throw new IllegalArgumentException("devices: " + devices + " (expected: 1 to 20000)");
        }
        if (window < 1 || window > 1_000) {
            throw new IllegalArgumentException("window: " + window + " (expected: 1 to 1000)");
        }
    }

    /** A device that sends five messages in two seconds, has up to ten under way, and loses patience after 10 s. */
    public static FleetPlan of(String name, String model, String key, int devices) {
        return new FleetPlan(name, model, key, "1000", devices, Duration.ofMillis(400), 10, 0, Duration.ofSeconds(10));
    }

    /** The same; every so many-th message is a request. */
    public FleetPlan withRequests(int every) {
        return new FleetPlan(name, model, key, to, devices, gap, window, every, patience);
    }

    /** The same; their messages are for that app. */
    public FleetPlan to(String app) {
        return new FleetPlan(name, model, key, app, devices, gap, window, requests, patience);
    }

    /** The id of one of them, from 0. */
    public String id(int device) {
        return model + "_" + name + device;
    }
}
