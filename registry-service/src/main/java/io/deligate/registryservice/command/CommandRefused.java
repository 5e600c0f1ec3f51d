package io.deligate.registryservice.command;

/** The order cannot be carried out, and nothing was sent. */
public final class CommandRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        UNKNOWN_DEVICE,
        /** The product's list of actions has it not (A76). */
        UNSUPPORTED,
        /** Logs are to come to the platform, which takes none in. */
        NO_LOG_INTAKE,
        OFFLINE,
        /** As many callers wait for the end of a command as may. */
        TOO_MANY_WAIT
    }

    private final Reason reason;

    CommandRefused(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
