package io.deligate.registryservice.product;

import java.util.Locale;
import java.util.Optional;

/** Whether a product's devices may connect. */
public enum ProductStatus {
    ENABLED,
    DISABLED;

    /** The status of its written form, or empty. */
    public static Optional<ProductStatus> parse(String text) {
        for (ProductStatus status : values()) {
            if (status.text().equals(text)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
