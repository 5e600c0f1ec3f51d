package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * 101: a device describes itself. What is null here was absent, JSON null or empty and keeps its stored value;
 * {@code properties} replace the stored ones as a whole (A47, R73).
 */
public record DeviceReport(
        @Nullable Mid mid,
        @Nullable String name,
        @Nullable String productVersion,
        @Nullable RawJson properties) implements FromDevice {
    /** A longer name is cut. */
    public static final int MAX_NAME = 256;

    /** A longer version is refused: a cut one would be another version. */
    public static final int MAX_VERSION = 64;

    /** The size of {@code properties} as sent, in bytes. */
    public static final int MAX_PROPERTIES_BYTES = 8 * 1024;

    public static final int MAX_PROPERTIES = 64;

    static DeviceReport of(Envelope envelope) throws DeviceFault {
        try (DataReader data = DataReader.of(envelope)) {
            Reading reading = new Reading(data);
            data.members(reading::member);
            return new DeviceReport(envelope.mid(), reading.name, reading.productVersion, reading.properties);
        }
    }

    @Override
    public int action() {
        return Action.DEVICE_REPORT.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.deviceReport(this);
    }

    private static final class Reading {
        private final DataReader data;
        private @Nullable String name;
        private @Nullable String productVersion;
        private @Nullable RawJson properties;

        Reading(DataReader data) {
            this.data = data;
        }

        void member(String member, JsonToken value) throws IOException, DeviceFault {
            switch (member) {
                case "name" -> {
                    String text = storable(member, value);
                    name = text == null ? null : Texts.cut(text, MAX_NAME);
                }
                case "product_version" -> {
                    productVersion = storable(member, value);
                    if (productVersion != null && productVersion.length() > MAX_VERSION) {
                        throw data.bad(member, "at most " + MAX_VERSION + " characters");
                    }
                }
                case "properties" -> properties = properties(member, value);
                default -> {
                    // passed over (R67)
                }
            }
        }

        private @Nullable String storable(String member, JsonToken value) throws IOException, DeviceFault {
            String text = data.textOrNull(member, value);
            if (text == null || text.isEmpty()) {
                return null;
            }
            if (text.indexOf('\0') >= 0) {
                throw data.bad(member, "no character U+0000");
            }
            return text;
        }

        private @Nullable RawJson properties(String member, JsonToken value) throws IOException, DeviceFault {
            if (value == JsonToken.VALUE_NULL) {
                return null;
            }
            if (value != JsonToken.START_OBJECT) {
                throw data.bad(member, "an object");
            }
            RawJson object = data.raw();
            if (object.length() > MAX_PROPERTIES_BYTES) {
                throw data.bad(member, "at most " + MAX_PROPERTIES_BYTES + " bytes");
            }
            if (memberCount(object) > MAX_PROPERTIES) {
                throw data.bad(member, "at most " + MAX_PROPERTIES + " members");
            }
            if (object.containsNul()) {
                throw data.bad(member, "no character U+0000");
            }
            return object;
        }

        private static int memberCount(RawJson object) throws IOException {
            int count = 0;
            try (JsonParser parser = object.parser()) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    count++;
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
            return count;
        }
    }
}
