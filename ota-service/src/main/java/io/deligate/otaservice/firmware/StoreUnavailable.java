package io.deligate.otaservice.firmware;

/** The files cannot be reached now, or one of them is lost. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String what, Throwable cause) {
        super(what, cause, false, false);
    }
}
