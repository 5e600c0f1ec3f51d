package io.deligate.simulator.fleet;

/** A part of a fleet, exact for every fleet and spread over its numbers. */
final class Share {
    private Share() {}

    /** Whether the device with this number, from 0, belongs to that part. */
    static boolean includes(double share, int number) {
        return Math.floor((number + 1) * share) > Math.floor(number * share);
    }
}
