package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the members of a {@code data} object; one reader per object.
 *
 * <p>The bytes were checked when the envelope was read, so the walk itself does not fail; names may repeat, the last value
 * counts.
 */
final class DataReader implements AutoCloseable {
    /** The complaint about a message of which {@link #cmd} is null or empty. */
    static final String NO_CMD = "data.cmd: missing, empty or not text (expected: a non-empty string)";

    private final Envelope envelope;
    private final RawJson data;
    private final JsonParser parser;

    private DataReader(Envelope envelope, RawJson data, JsonParser parser) {
        this.envelope = envelope;
        this.data = data;
        this.parser = parser;
    }

    /** Refuses a name given twice in {@code data}, at any depth: what a request says must have one meaning. */
    static void checkUniqueNames(Envelope envelope) throws DeviceFault {
        RawJson data = envelope.data();
        if (data == null) {
            return;
        }
        try (JsonParser parser = data.parser()) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            parser.nextToken();
            parser.skipChildren();
        } catch (IOException e) {
            throw envelope.fault(ReplyCode.UNDECODABLE, "data: a name is given twice (expected: once)");
        }
    }

    /** The walk through an envelope's data, which must be there. */
    static DataReader of(Envelope envelope) throws DeviceFault {
        RawJson data = envelope.data();
        if (data == null) {
            throw envelope.fault(ReplyCode.UNDECODABLE, "data: missing (expected: an object)");
        }
        try {
            return new DataReader(envelope, data, data.parser());
        } catch (IOException e) {
            throw broken(envelope);
        }
    }

    /** The text of {@code cmd}, or null where there is none or it is not text; the last one counts when there are several. */
    static @Nullable String cmd(RawJson data) {
        String cmd = null;
        try (JsonParser parser = data.parser()) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("cmd")) {
                    cmd = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            return null;
        }
        return cmd;
    }

    /** Receives each member; it need not consume the value. */
    interface Member {
        void read(String name, JsonToken value) throws IOException, DeviceFault;
    }

    /** Hands each member of the object to the given reader, in order. */
    void members(Member member) throws DeviceFault {
        try {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                member.read(name, parser.nextToken());
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw broken(envelope);
        }
    }

    /** The text of the current value; null for JSON null; anything else is refused. */
    @Nullable
    String textOrNull(String name, JsonToken value) throws IOException, DeviceFault {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value != JsonToken.VALUE_STRING) {
            throw bad(name, "a string");
        }
        return parser.getText();
    }

    /** The integer at the current value; anything that is not a JSON integer of 64 bits is refused. */
    long integer(String name, JsonToken value) throws IOException, DeviceFault {
        if (value != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw bad(name, "an integer");
        }
        return parser.getLongValue();
    }

    /** The current value byte for byte; afterwards the walk stands at its end. */
    RawJson raw() throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.currentToken().isScalarValue()) {
            parser.finishToken();
        } else {
            parser.skipChildren();
        }
        return data.slice(from, (int) parser.currentLocation().getByteOffset());
    }

    DeviceFault bad(String name, String expected) {
        return envelope.fault(ReplyCode.UNDECODABLE, "data." + name + ": bad value (expected: " + expected + ")");
    }

    private static DeviceFault broken(Envelope envelope) {
        return envelope.fault(ReplyCode.UNDECODABLE, "data: cannot be read (expected: an object)");
    }

    @Override
    public void close() throws DeviceFault {
        try {
            parser.close();
        } catch (IOException e) {
            throw broken(envelope);
        }
    }
}
