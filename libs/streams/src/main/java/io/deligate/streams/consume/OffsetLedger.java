package io.deligate.streams.consume;

import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The open records of one partition: work finishes in any order, but only the position behind which nothing is open
 * may be committed. Not thread-safe.
 */
final class OffsetLedger {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;
    private long handedOut;

    OffsetLedger(long first) {
        this.next = first;
        this.handedOut = first;
    }

    void opened(long offset) {
        open.add(offset);
        next = offset + 1;
    }

    void finished(long offset) {
        open.remove(offset);
    }

    int openCount() {
        return open.size();
    }

    /** The position to commit, when it is further than the one taken before. */
    OptionalLong takeCommittable() {
        long position = open.isEmpty() ? next : open.first();
        if (position <= handedOut) {
            return OptionalLong.empty();
        }
        handedOut = position;
        return OptionalLong.of(position);
    }
}
