package io.deligate.protocol;

import java.util.Optional;

/** A product model such as {@code DL3785W}, also the MQTT user name of its devices (A9). */
public record ProductModel(String value) {
    public ProductModel {
        if (!ProductName.isValid(value)) {
            throw BadValue.of("product", value, ProductName.EXPECTED);
        }
    }

    /** The model, or empty when the text is not one. */
    public static Optional<ProductModel> parse(String text) {
        return ProductName.isValid(text) ? Optional.of(new ProductModel(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
