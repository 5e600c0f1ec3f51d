package io.deligate.registryservice.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, its members named as the columns of the CSV form. */
final class NdjsonLines implements LineSource {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Utf8Text text;
    private final BufferedReader reader;
    private long line;

    NdjsonLines(InputStream bytes) {
        this.text = new Utf8Text(bytes);
        this.reader = new BufferedReader(text);
    }

    @Override
    public @Nullable Line next() throws IOException {
        while (true) {
            text.recordBegins();
            String record = reader.readLine();
            if (record == null) {
                return null;
            }
            line++;
            if (!record.isBlank()) {
                return line(record);
            }
        }
    }

    private Line line(String record) {
        JsonObject json;
        try {
            if (hasTwins(record)) {
                return new Line.Unreadable(line, "", "a member given twice (expected: once)");
            }
            json = new JsonObject(record);
        } catch (DecodeException | ClassCastException notAnObject) {
            return new Line.Unreadable(line, "", "no JSON object (expected: one in each line)");
        }
        String deviceId = json.getValue("device_id") instanceof String id && id.indexOf('\0') < 0 ? id : "";
        Map<Column, String> members = new EnumMap<>(Column.class);
        for (String name : json.fieldNames()) {
            Optional<Column> column = Column.parse(name);
            if (column.isEmpty()) {
                return unreadable(deviceId, "unknown member", "one of " + Column.EXPECTED);
            }
            Object value = json.getValue(name);
            boolean read = column.get().compareTo(Column.NAME) <= 0;
            if (value instanceof String given && given.indexOf('\0') >= 0) {
                return unreadable("", column.get().label() + ": bad value", "a text without NUL");
            } else if (value instanceof String given) {
                members.put(column.get(), given);
            } else if (value != null && read) {
                return unreadable(deviceId, column.get().label() + ": bad type", "a text");
            }
        }
        return new Line.Fields(
                line,
                deviceId,
                members.get(Column.PRODUCT),
                members.get(Column.USERNAME),
                members.get(Column.PASSWORD),
                members.get(Column.NAME));
    }

    /** Whether a member stands there twice: which of the two was meant nobody knows. */
    private static boolean hasTwins(String record) {
        try (JsonParser parser = STRICT.createParser(record)) {
            while (parser.nextToken() != null) {
                // read to the end
            }
            return false;
        } catch (JsonParseException broken) {
            return String.valueOf(broken.getOriginalMessage()).startsWith("Duplicate field");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Line unreadable(String deviceId, String found, String expected) {
        return new Line.Unreadable(line, deviceId, found + " (expected: " + expected + ")");
    }
}
