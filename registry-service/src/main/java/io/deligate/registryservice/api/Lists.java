package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageToken;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes records as JSON without building them as objects first: what a device spelt in its way stays so. */
final class Lists {
    private static final JsonFactory JSON = new JsonFactory();

    private Lists() {}

    /** How one record is written. */
    interface Writer<T> {
        void write(T record, JsonGenerator out) throws IOException;
    }

    static <T> Answer one(int status, T record, Writer<T> writer) {
        return Answer.json(status, written(out -> writer.write(record, out)));
    }

    static <T> Answer page(Page<T> page, Writer<T> writer) {
        return Answer.json(200, written(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (T item : page.items()) {
                writer.write(item, out);
            }
            out.writeEndArray();
            String lastKey = page.lastKey();
            out.writeStringField("next_page_token", lastKey == null ? "" : PageToken.of(lastKey));
            out.writeEndObject();
        }));
    }

    /** One record as it stands in an event, on one line. */
    static <T> String text(T record, Writer<T> writer) {
        return written(out -> writer.write(record, out)).toString();
    }

    private static Buffer written(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            content.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }
}
