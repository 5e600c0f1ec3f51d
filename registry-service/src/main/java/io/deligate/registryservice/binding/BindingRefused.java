package io.deligate.registryservice.binding;

/** A binding that cannot be; nothing was changed. */
public final class BindingRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        UNKNOWN_DEVICE,
        UNKNOWN_GROUP,
        UNKNOWN_APP,
        /** The device belongs to another organisation, which has to release it first (A61). */
        BOUND_ELSEWHERE,
        APP_DISABLED,
        /** The app is not made for devices of that product. */
        WRONG_PRODUCT
    }

    private final Reason reason;

    public BindingRefused(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
