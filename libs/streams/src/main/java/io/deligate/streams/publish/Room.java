package io.deligate.streams.publish;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many bytes are under way, how many may be, and who waits for there to be fewer. Thread-safe. */
final class Room {
    private static final Logger log = LoggerFactory.getLogger(Room.class);

    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private volatile long progressAt = System.nanoTime();

    Room(long most) {
        this.most = most;
    }

    /** False when the bytes do not fit; nothing is taken then. What never fits passes alone: the client refuses it. */
    boolean take(long size) {
        // Never more than is allowed, not even for a moment: a waiter could be passed over in that moment.
        long before;
        do {
            before = held.get();
            if (before > 0 && before + size > most) {
                return false;
            }
        } while (!held.compareAndSet(before, before + size));
        if (before == 0) {
            progressAt = System.nanoTime();
        }
        return true;
    }

    /** Kafka is alive: it has acknowledged something. */
    void progressed() {
        progressAt = System.nanoTime();
    }

    void free(long size) {
        if (held.addAndGet(-size) <= most / 2 && !waiting.isEmpty()) {
            wake();
        }
    }

    void whenRoom(Runnable task) {
        waiting.add(task);
        if (held.get() <= most / 2) {
            wake();
        }
    }

    long held() {
        return held.get();
    }

    long most() {
        return most;
    }

    Duration stalledFor() {
        return held.get() == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - progressAt);
    }

    /** A task may free room itself, or wait again: whoever is at it already looks once more instead of going deeper. */
    private void wake() {
        if (wakeUps.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            wakeThoseWaitingNow();
            seen = wakeUps.addAndGet(-seen);
        } while (seen > 0);
    }

    /** First come first served; whoever does not fit any more keeps its place. */
    private void wakeThoseWaitingNow() {
        for (int left = waiting.size(); left > 0 && held.get() <= most / 2; left--) {
            Runnable task = waiting.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException bug) {
                log.atError().setCause(bug).log("a task that waited for room failed");
            }
        }
    }
}
