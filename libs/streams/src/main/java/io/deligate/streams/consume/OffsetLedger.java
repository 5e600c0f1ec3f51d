package io.deligate.streams.consume;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The open records of one partition while it is ours: work finishes in any order, but only the position behind which
 * nothing is open may be committed. Offsets may have gaps, as compaction and transactions leave them. Not thread-safe.
 */
final class OffsetLedger {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;
    private long committed;
    private int running;
    private boolean closed;

    OffsetLedger(long first) {
        this.next = first;
        this.committed = first;
    }

    void opened(long offset) {
        if (offset < next) {
            throw new IllegalArgumentException("offset: " + offset + " (expected: >= " + next + ")");
        }
        open.add(offset);
        next = offset + 1;
    }

    /** False when it was finished before. */
    @CanIgnoreReturnValue
    boolean finished(long offset) {
        return open.remove(offset);
    }

    /** The lowest offset the next record may have; an earlier one means that the partition was made anew. */
    long next() {
        return next;
    }

    /** Work on one of the open records begins, or begins again. */
    void begun() {
        running++;
    }

    /** Work on one of the open records pauses or is over. */
    void rested() {
        running--;
    }

    boolean isBusy() {
        return running > 0;
    }

    /** The position to commit, while it is further than what Kafka has. */
    OptionalLong committable() {
        long position = open.isEmpty() ? next : open.first();
        return position > committed ? OptionalLong.of(position) : OptionalLong.empty();
    }

    /** Kafka has this position. */
    void committed(long position) {
        committed = Math.max(committed, position);
    }

    /** The partition is somebody else's now. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
