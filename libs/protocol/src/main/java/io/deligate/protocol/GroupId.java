package io.deligate.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/** The number of the organisation that owns a device (A49). */
public record GroupId(long value) {
    public GroupId {
        if (!NumericId.isValid(value)) {
            throw BadValue.of("group_id", value, NumericId.EXPECTED);
        }
    }

    /** The id, or empty when the text is not its plain decimal form. */
    public static Optional<GroupId> parse(String text) {
        OptionalLong value = NumericId.parse(text);
        return value.isPresent() ? Optional.of(new GroupId(value.getAsLong())) : Optional.empty();
    }

    /** The decimal form, as it stands in an envelope. */
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
