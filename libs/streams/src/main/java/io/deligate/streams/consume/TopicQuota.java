package io.deligate.streams.consume;

/**
 * How much of one topic a consumer of many reads: beyond it that topic waits and the others do not. What a single poll
 * brings is taken whole, and the topic waits until its time has been made up.
 *
 * @param records a second; as many at once after a pause
 * @param bytes of keys and values a second; as many at once after a pause
 * @param open how much of the topic is under way at most
 */
public record TopicQuota(int records, long bytes, OpenLimits open) {
    public TopicQuota {
        if (records < 1) {
            throw new IllegalArgumentException("records: " + records + " (expected: >= 1)");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
        }
    }
}
