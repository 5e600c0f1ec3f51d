package io.deligate.registryview;

import java.util.Optional;

/** How the devices of a product prove who they are (A10). */
public enum AuthScheme {
    /** By the key all devices of the product share; a device never seen before is accepted. */
    PRODUCT_KEY("product-key"),
    /** By credentials of their own; a device that nobody registered before is refused. */
    PRE_REGISTERED("pre-registered");

    private final String text;

    AuthScheme(String text) {
        this.text = text;
    }

    /** The constant of its written form, or empty. */
    public static Optional<AuthScheme> parse(String text) {
        for (AuthScheme scheme : values()) {
            if (scheme.text.equals(text)) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return text;
    }
}
