package io.deligate.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/** The number of a cloud app; decimal text in {@code from} and {@code to}, a JSON integer in {@code data} (A49). */
public record AppId(long value) {
    public AppId {
        if (!NumericId.isValid(value)) {
            throw BadValue.of("service_id", value, NumericId.EXPECTED);
        }
    }

    /** The id, or empty when the text is not its plain decimal form. */
    public static Optional<AppId> parse(String text) {
        OptionalLong value = NumericId.parse(text);
        return value.isPresent() ? Optional.of(new AppId(value.getAsLong())) : Optional.empty();
    }

    /** The decimal form, as it stands in an envelope. */
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
