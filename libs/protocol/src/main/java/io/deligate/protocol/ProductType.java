package io.deligate.protocol;

import java.util.Optional;

/** A product type such as {@code KQ}: the kind of business a family of models serves (A6, A9). */
public record ProductType(String value) {
    public ProductType {
        if (!ProductName.isValid(value)) {
            throw BadValue.of("type", value, ProductName.EXPECTED);
        }
    }

    /** The type, or empty when the text is not one. */
    public static Optional<ProductType> parse(String text) {
        return ProductName.isValid(text) ? Optional.of(new ProductType(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
