package io.deligate.mqttedge.limits;

/**
 * How fast one session sends. It takes every message and says afterwards how long the next ones should wait: an honest
 * burst passes, a flood is slowed down to the limit (R91, R126). One thread.
 */
public final class Pace {
    private final Bucket messages;
    private final Bucket bytes;

    /** Fresh at {@code now}, in nanoseconds. */
    public Pace(PaceLimits limits, long now) {
        this.messages = new Bucket(limits.messages(), limits.messagesBurst(), now);
        this.bytes = new Bucket(limits.bytes().bytes(), limits.bytesBurst().bytes(), now);
    }

    /** A message of so many bytes came. */
    public void take(int size, long now) {
        messages.take(1, now);
        bytes.take(size, now);
    }

    /** Nanoseconds the next message should wait for the sake of their number; zero or less: not at all. */
    public long messagesOwe(long now) {
        return messages.owes(now);
    }

    /** The same for the sake of their bytes. */
    public long bytesOwe(long now) {
        return bytes.owes(now);
    }
}
