package io.deligate.streams.consume;

/**
 * How much a consumer has under way before it reads nothing more.
 *
 * @param records at least 1
 * @param bytes of keys and values together; a single larger record passes alone
 */
public record OpenLimits(int records, long bytes) {
    public OpenLimits {
        if (records < 1) {
            throw new IllegalArgumentException("records: " + records + " (expected: >= 1)");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
        }
    }
}
