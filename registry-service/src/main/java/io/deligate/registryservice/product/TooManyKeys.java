package io.deligate.registryservice.product;

/** More keys of the product are valid than may be; nothing was changed. */
public final class TooManyKeys extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooManyKeys() {
        super("too many valid keys", null, false, false);
    }
}
