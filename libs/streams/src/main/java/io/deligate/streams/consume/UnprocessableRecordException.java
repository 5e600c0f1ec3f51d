package io.deligate.streams.consume;

/** The record is wrong in itself: trying again cannot help, so it goes to the dead letters at once. */
public final class UnprocessableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnprocessableRecordException(String message) {
        super(message, null, false, false);
    }
}
