package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.deligate.protocol.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Cuts a value out of a request body as its caller spelt it. */
final class RawMember {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private RawMember() {}

    /** The value under these names, one inside the other; empty when there is none. The body must be one JSON object. */
    static Optional<RawJson> find(byte[] body, String... names) {
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            for (String name : names) {
                if (!enter(parser, name)) {
                    return Optional.empty();
                }
            }
            int from = (int) parser.currentTokenLocation().getByteOffset();
            if (parser.currentToken().isScalarValue()) {
                parser.finishToken();
            } else {
                parser.skipChildren();
            }
            int to = (int) parser.currentLocation().getByteOffset();
            return Optional.of(RawJson.parse(new String(body, from, to - from, StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Stands at the value of that member of the current object afterwards, if it has one. */
    private static boolean enter(JsonParser parser, String wanted) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals(wanted)) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }
}
