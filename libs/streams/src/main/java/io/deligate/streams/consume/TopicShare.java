package io.deligate.streams.consume;

import java.util.concurrent.TimeUnit;

/** What one topic has taken of its quota: two buckets that fill with time, and the records under way. Not thread-safe. */
final class TopicShare {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TopicQuota quota;
    private double records;
    private double bytes;
    private long filledAt;
    private int openRecords;
    private long openBytes;

    TopicShare(TopicQuota quota, long nanoTime) {
        this.quota = quota;
        this.records = quota.records();
        this.bytes = quota.bytes();
        this.filledAt = nanoTime;
    }

    /** A record of that many bytes has come; the buckets may fall below nothing. */
    void opened(int size, long nanoTime) {
        fill(nanoTime);
        records--;
        bytes -= size;
        openRecords++;
        openBytes += size;
    }

    /** A record of that many bytes is done. */
    void closed(int size) {
        openRecords--;
        openBytes -= size;
    }

    /** Whether the topic has to wait. */
    boolean isOver(long nanoTime) {
        fill(nanoTime);
        return records < 1
                || bytes < 1
                || openRecords >= quota.open().records()
                || openBytes >= quota.open().bytes();
    }

    /** Whether nothing is left to be remembered. */
    boolean isIdle(long nanoTime) {
        fill(nanoTime);
        return openRecords == 0 && records >= quota.records() && bytes >= quota.bytes();
    }

    private void fill(long nanoTime) {
        double seconds = (nanoTime - filledAt) / SECOND;
        filledAt = nanoTime;
        records = Math.min(quota.records(), records + seconds * quota.records());
        bytes = Math.min(quota.bytes(), bytes + seconds * quota.bytes());
    }
}
