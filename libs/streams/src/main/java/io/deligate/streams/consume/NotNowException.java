package io.deligate.streams.consume;

/**
 * What the work needs is away, which is not the record's fault: it is tried again for as long as that takes and never
 * becomes a dead letter.
 */
public final class NotNowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotNowException(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
