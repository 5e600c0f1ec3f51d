package io.deligate.bench.rollout;

import io.deligate.bench.part.Platform;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The least program that could do it: names in an array, a checksum for a bucket, and one number for all. */
public final class FlatFleet {
    private static final int BUCKETS = 10_000;

    private final Stopwatch watch = new Stopwatch();
    private final String[] devices;
    private int share;
    private int turns;

    private FlatFleet(int count) {
        devices = new String[count];
    }

    /** How many devices. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        new FlatFleet(Math.min(count, 50_000)).run();
        FlatFleet fleet = new FlatFleet(count);
        fleet.run();
        fleet.watch.tell();
    }

    private void run() {
        long before = Stopwatch.heapInUse();
        watch.time("build", () -> {
            for (int number = 0; number < devices.length; number++) {
                devices[number] = Platform.MODEL + "_" + (1_000_000_000 + number);
            }
        });
        int[] found = new int[devices.length];
        watch.put("heap_bytes_per_device", (double) (Stopwatch.heapInUse() - before) / devices.length);
        watch.time("gate", () -> turns = released(BUCKETS / 10));
        watch.put("gate_released_share", (double) turns / devices.length);
        watch.time("start", () -> share = 0);
        watch.time("first_look", () -> {
            for (int number = 0; number < found.length; number++) {
                found[number] = bucket(devices[number]);
            }
            look(found);
        });
        watch.time("look", () -> look(found));
        share = BUCKETS / 10;
        watch.time("look_at_ten_percent", () -> look(found));
        watch.put("turns_share", (double) turns / devices.length);
        watch.time("pause", () -> share = BUCKETS / 10);
        look(found);
        watch.put("turns_share_paused", (double) turns / devices.length);
        watch.time("abort", () -> share = 0);
        look(found);
        watch.put("turns_share_aborted", (double) turns / devices.length);
        watch.put("record_bytes", "{\"share\":1000}".length());
    }

    private int released(int least) {
        int released = 0;
        for (String device : devices) {
            released += bucket(device) < least ? 1 : 0;
        }
        return released;
    }

    private void look(int[] found) {
        int count = 0;
        for (int bucket : found) {
            count += bucket < share ? 1 : 0;
        }
        turns = count;
    }

    private static int bucket(String device) {
        CRC32C sum = new CRC32C();
        sum.update(device.getBytes(StandardCharsets.UTF_8));
        return (int) (sum.getValue() % BUCKETS);
    }
}
