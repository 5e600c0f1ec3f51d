package io.deligate.registryservice.importing;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns a file may have. */
enum Column {
    DEVICE_ID,
    PRODUCT,
    USERNAME,
    PASSWORD,
    NAME,
    // Written by an export, and passed over here.
    STATUS,
    GROUP_ID,
    PRODUCT_VERSION,
    ONLINE,
    LAST_ACCESS;

    /** What a file is expected to have, for messages. */
    static final String EXPECTED = "device_id, product, username, password, name";

    static Optional<Column> parse(String text) {
        String label = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(column -> column.label().equals(label))
                .findFirst();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those that must be there. */
    static List<Column> required() {
        return List.of(DEVICE_ID, PRODUCT);
    }
}
