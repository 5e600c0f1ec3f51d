package io.deligate.bench.child;

/** A process of ours did not do what it was started for; the message says which and what it said last. */
public final class ChildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChildFailure(String message) {
        super(message);
    }

    public ChildFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
