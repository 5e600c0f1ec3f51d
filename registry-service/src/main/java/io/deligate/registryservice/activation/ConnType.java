package io.deligate.registryservice.activation;

import java.util.Locale;
import java.util.Optional;

/** How a device gets into the network (protocol document, table of the code's contents). */
public enum ConnType {
    AUTO,
    BLE,
    WIFI,
    NONE;

    /** The way of its written form in any case, or empty. */
    public static Optional<ConnType> parse(String text) {
        for (ConnType type : values()) {
            if (type.text().equals(text.toLowerCase(Locale.ROOT))) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The written form. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
