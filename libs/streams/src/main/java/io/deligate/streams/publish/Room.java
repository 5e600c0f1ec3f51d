package io.deligate.streams.publish;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes are under way, how many may be, and who waits for there to be fewer. Thread-safe.
 *
 * <p>Who waits is let in first come first served, its bytes taken for it before it is told: nobody wakes only to find
 * the room full again, and small ones do not pass a large one for ever. Those that wait leave an eighth of the room to
 * those that cannot.
 */
final class Room {
    private static final Logger log = LoggerFactory.getLogger(Room.class);

    private final long most;
    private final long mostInTurn;
    private final AtomicLong held = new AtomicLong();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile long progressAt = System.nanoTime();
    private volatile boolean closed;

    /** Waits for its turn. */
    interface Guest {
        /** Its bytes are taken; on any thread. */
        void admitted();

        /** Its turn will not come. */
        void refused();
    }

    private record Waiting(long size, Guest guest) {}

    Room(long most) {
        this.most = most;
        this.mostInTurn = most - most / 8;
    }

    /** False when the bytes do not fit; nothing is taken then. What never fits passes alone: the client refuses it. */
    boolean take(long size) {
        return take(size, most);
    }

    /** Like {@link #take(long)}, but false also when somebody waits. */
    boolean takeInTurn(long size) {
        return waiting.isEmpty() && take(size, mostInTurn);
    }

    private boolean take(long size, long limit) {
        // Never more than is allowed, not even for a moment: a guest could be passed over in that moment.
        long before;
        do {
            before = held.get();
            if (before > 0 && before + size > limit) {
                return false;
            }
        } while (!held.compareAndSet(before, before + size));
        if (before == 0) {
            progressAt = System.nanoTime();
        }
        return true;
    }

    /** Queues behind those that wait already. */
    void await(long size, Guest guest) {
        waiting.add(new Waiting(size, guest));
        look();
    }

    /** Kafka is alive: it has acknowledged something. */
    void progressed() {
        progressAt = System.nanoTime();
    }

    void free(long size) {
        held.addAndGet(-size);
        if (!waiting.isEmpty()) {
            look();
        }
    }

    /** Nobody is let in any more; whoever waits is told so. */
    void close() {
        closed = true;
        look();
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

    /** By one thread at a time; a guest may free room itself or wait again: then there is another look, not a deeper one. */
    private void look() {
        if (looks.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            admit();
            seen = looks.addAndGet(-seen);
        } while (seen > 0);
    }

    private void admit() {
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            boolean refused = closed;
            if (!refused && !take(next.size(), mostInTurn)) {
                return;
            }
            try {
                if (refused) {
                    next.guest().refused();
                } else {
                    next.guest().admitted();
                }
            } catch (RuntimeException bug) {
                log.atError().setCause(bug).log("a record that waited for room was not taken");
            } finally {
                // Not before: its caller's next record must not find the queue empty and pass it.
                waiting.remove();
            }
        }
    }
}
