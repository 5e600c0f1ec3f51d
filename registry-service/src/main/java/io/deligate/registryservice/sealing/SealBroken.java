package io.deligate.registryservice.sealing;

/** A stored secret does not open: another key, another owner, or a damaged row. */
public final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealBroken(String owner) {
        super("sealed value of " + owner + " does not open (expected: the secret key it was sealed with)");
    }
}
