package io.deligate.otaservice.rollout;

/** A rollout cannot go there from where it is. */
public final class IllegalMove extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IllegalMove(String detail) {
        super(detail, null, false, false);
    }
}
