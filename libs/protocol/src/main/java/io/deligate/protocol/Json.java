package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.OutputStream;

/** The one JSON factory of the process: RFC 8259 only (A37), every dimension bounded (A42). */
final class Json {
    /** The root object is level 1. */
    static final int MAX_DEPTH = 32;

    private static final int MAX_NUMBER_LENGTH = 1000;
    private static final int MAX_NAME_LENGTH = 1024;
    private static final int MAX_STRING_LENGTH = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // names come from devices: they must not fill the JVM's table of interned strings
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .build())
            .build();

    private Json() {}

    static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
        return FACTORY.createParser(bytes, offset, length);
    }

    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    /** What is wrong with a text, in words for its author: no class names and nothing of the text itself. */
    static String explain(IOException failure) {
        if (failure instanceof StreamConstraintsException) {
            return "payload: too deep or too long (expected: at most 32 levels, names up to 1024 and numbers up to 1000"
                    + " characters)";
        }
        String where = "";
        if (failure instanceof JsonProcessingException located && located.getLocation() != null) {
            where = " near byte " + located.getLocation().getByteOffset();
        }
        return "payload: broken" + where + " (expected: one JSON object as in RFC 8259)";
    }
}
