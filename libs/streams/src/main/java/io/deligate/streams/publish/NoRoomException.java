package io.deligate.streams.publish;

/** The publisher holds as many unacknowledged bytes as it may: stop reading, and try again when it has room. */
public final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRoomException(long held, long limit) {
        super("kafka has not acknowledged " + held + " bytes (expected: at most " + limit + ")", null, false, false);
    }
}
