package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.StrictText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body as JSON in one way only: real UTF-8, no NUL, no key twice, nothing behind the object. A number
 * keeps its digits.
 */
final class JsonText {
    private static final int DEEPEST = 32;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(1000)
                    .maxNameLength(1024)
                    .build())
            .build();
    private static final String EXPECTED = "one JSON object as in RFC 8259, at most " + DEEPEST + " levels deep";

    private final JsonParser parser;

    private JsonText(JsonParser parser) {
        this.parser = parser;
    }

    /** The object the text holds; throws {@link CallerFault} when it does not hold exactly one. */
    static JsonObject object(Buffer body) {
        byte[] bytes = body.getBytes();
        if (!StrictText.isValid(bytes, 0, bytes.length)) {
            throw Place.BODY.bad("not valid UTF-8 text", EXPECTED);
        }
        try (JsonParser parser = JSON.createParser(bytes)) {
            return new JsonText(parser).whole();
        } catch (IOException broken) {
            throw Place.BODY.bad("broken", EXPECTED);
        }
    }

    private JsonObject whole() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Place.BODY.bad("not an object", EXPECTED);
        }
        JsonObject object = object(Place.BODY);
        if (parser.nextToken() != null) {
            throw Place.BODY.bad("goes on behind the object", EXPECTED);
        }
        return object;
    }

    private JsonObject object(Place at) throws IOException {
        JsonObject object = new JsonObject();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Place field = at.field(text(name, at));
            if (object.containsKey(name)) {
                throw field.bad("given twice", "once");
            }
            var unused = parser.nextToken();
            object.put(name, value(field));
        }
        return object;
    }

    private JsonArray array(Place at) throws IOException {
        JsonArray array = new JsonArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(at.item(array.size())));
        }
        return array;
    }

    private @Nullable Object value(Place at) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(at);
            case START_ARRAY -> array(at);
            case VALUE_STRING -> text(parser.getText(), at);
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal(at);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, FIELD_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT ->
                throw at.bad("broken", "a JSON value");
        };
    }

    private BigDecimal decimal(Place at) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw at.bad("out of range", "a number of usual size");
        }
    }

    /** Neither the database nor a C string holds a NUL. */
    private static String text(String text, Place at) {
        if (text.indexOf('\0') >= 0) {
            throw at.bad("holds a NUL", "a text without");
        }
        return text;
    }
}
