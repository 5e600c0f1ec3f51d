package io.deligate.registryservice.revision;

/** The record is not the one its caller has seen; nothing was changed. */
public final class StaleRevision extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleRevision() {
        super("record changed meanwhile", null, false, false);
    }
}
