package io.deligate.simulator.fleet;

import io.deligate.simulator.device.Happening;
import io.deligate.simulator.device.Phase;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts for all event loops of a fleet. */
final class Tally {
    private static final int MOST_KINDS = 50;
    private static final String OTHERS = "others";

    private final LongAdder connected = new LongAdder();
    private final LongAdder away = new LongAdder();
    private final LongAdder everConnected = new LongAdder();
    private final LongAdder connects = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder heldBack = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> troubles = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> versions = new ConcurrentHashMap<>();
    private final Map<Happening, LongAdder> happenings = new EnumMap<>(Happening.class);
    private final Map<Phase, LongAdder> phases = new EnumMap<>(Phase.class);

    Tally() {
        for (Happening happening : Happening.values()) {
            happenings.put(happening, new LongAdder());
        }
        for (Phase phase : Phase.values()) {
            phases.put(phase, new LongAdder());
        }
    }

    void accepted(boolean firstTime) {
        connected.increment();
        connects.increment();
        if (firstTime) {
            everConnected.increment();
        }
    }

    void left() {
        connected.decrement();
    }

    void lost() {
        connected.decrement();
        lost.increment();
    }

    void refused(int code) {
        refused.computeIfAbsent(code, key -> new LongAdder()).increment();
    }

    void trouble(String reason) {
        count(troubles, reason);
    }

    void sent() {
        sent.increment();
    }

    void acknowledged() {
        acknowledged.increment();
    }

    void heldBack() {
        heldBack.increment();
    }

    void received() {
        received.increment();
    }

    void error(int action, int code) {
        count(errors, action + "/" + code);
    }

    void happened(Happening happening) {
        adder(happenings, happening).increment();
    }

    void resumed(int times) {
        resumed.add(times);
    }

    void device(Phase phase, String version, boolean isAway) {
        adder(phases, phase).increment();
        count(versions, version);
        if (isAway) {
            away.increment();
        }
    }

    void moved(Phase from, Phase to) {
        adder(phases, from).decrement();
        adder(phases, to).increment();
    }

    void changed(String from, String to) {
        LongAdder before = versions.get(from);
        if (before != null) {
            before.decrement();
        }
        count(versions, to);
    }

    void away(boolean isAway) {
        away.add(isAway ? 1 : -1);
    }

    Snapshot snapshot() {
        return new Snapshot(
                new Snapshot.Connections(connected.sum(), away.sum(), everConnected.sum(), connects.sum(), lost.sum()),
                sums(refused),
                sums(troubles),
                sent.sum(),
                acknowledged.sum(),
                heldBack.sum(),
                received.sum(),
                sums(errors),
                sums(happenings),
                sums(phases),
                sums(versions),
                resumed.sum());
    }

    private static <K> LongAdder adder(Map<K, LongAdder> map, K key) {
        LongAdder adder = map.get(key);
        if (adder == null) {
            throw new IllegalStateException("not counted: " + key);
        }
        return adder;
    }

    /** What the other side says must not fill the memory. */
    private static void count(Map<String, LongAdder> map, String key) {
        String kept = map.containsKey(key) || map.size() < MOST_KINDS ? key : OTHERS;
        map.computeIfAbsent(kept, none -> new LongAdder()).increment();
    }

    private static <K extends Comparable<? super K>> Map<K, Long> sums(Map<K, LongAdder> map) {
        Map<K, Long> sums = new TreeMap<>();
        map.forEach((key, adder) -> {
            if (adder.sum() != 0) {
                sums.put(key, adder.sum());
            }
        });
        return sums;
    }
}
