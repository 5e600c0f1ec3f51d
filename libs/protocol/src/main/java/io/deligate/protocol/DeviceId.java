package io.deligate.protocol;

import java.util.Optional;

/** The globally unique name of a device, its MQTT client id (A12, R9). */
public record DeviceId(String value) {
    /** The longest id, in characters. */
    public static final int MAX_LENGTH = 64;

    public DeviceId {
        if (!isValid(value)) {
            throw BadValue.of("device_id", value, "1 to 64 letters, digits, - or _");
        }
    }

    /** The id, or empty when the text is not one. */
    public static Optional<DeviceId> parse(String text) {
        return isValid(text) ? Optional.of(new DeviceId(text)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
