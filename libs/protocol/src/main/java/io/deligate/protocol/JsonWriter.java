package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes members into one growing JSON object in memory, so no write can fail for lack of a medium. */
final class JsonWriter {
    private static final int USUAL_SIZE = 256;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
    private final JsonGenerator json;

    JsonWriter() {
        try {
            json = Json.generator(out);
            json.writeStartObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @CanIgnoreReturnValue
    JsonWriter object(String name) {
        return write(() -> json.writeObjectFieldStart(name));
    }

    @CanIgnoreReturnValue
    JsonWriter end() {
        return write(json::writeEndObject);
    }

    @CanIgnoreReturnValue
    JsonWriter text(String name, String value) {
        return write(() -> json.writeStringField(name, Texts.encodable(value)));
    }

    @CanIgnoreReturnValue
    JsonWriter textIfAny(String name, @Nullable String value) {
        return value == null ? this : text(name, value);
    }

    @CanIgnoreReturnValue
    JsonWriter number(String name, long value) {
        return write(() -> json.writeNumberField(name, value));
    }

    @CanIgnoreReturnValue
    JsonWriter nothing(String name) {
        return write(() -> json.writeNullField(name));
    }

    /** The value byte for byte. */
    @CanIgnoreReturnValue
    JsonWriter raw(String name, RawJson value) {
        return write(() -> {
            json.writeFieldName(name);
            json.writeRawValue("");
            json.flush();
            value.writeTo(out);
        });
    }

    @CanIgnoreReturnValue
    JsonWriter mid(@Nullable Mid mid) {
        return mid == null ? this : mid.match(text -> text("mid", text), number -> number("mid", number));
    }

    /** Ends the object; the writer is of no further use. */
    byte[] toBytes() {
        write(() -> {
            json.writeEndObject();
            json.close();
        });
        return out.toByteArray();
    }

    private interface Write {
        void run() throws IOException;
    }

    @CanIgnoreReturnValue
    private JsonWriter write(Write write) {
        try {
            write.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
