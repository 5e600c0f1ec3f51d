package io.deligate.registryservice.app;

/** An app is to work with a product that is not registered; nothing was changed. */
public final class UnknownProduct extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int place;

    UnknownProduct(int place) {
        super("product does not exist", null, false, false);
        this.place = place;
    }

    /** Where it stands in the list, from 0. */
    public int place() {
        return place;
    }
}
