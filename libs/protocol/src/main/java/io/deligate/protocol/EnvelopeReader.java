package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an envelope in one pass over the whole payload, as strictly as RFC 8259 and the requirements R48 to R70 say.
 *
 * <p>Two kinds of failure. A text that is no JSON object ends the reading at once. A bad member does not: the rest is read
 * too, so that the fault carries the action and the mid wherever they stand. What was given twice is ambiguous and is
 * never repeated in a reply (A42). Names this protocol does not know are passed over (R67).
 */
public final class EnvelopeReader {
    private static final int MID = 1;
    private static final int FROM = 1 << 1;
    private static final int TO = 1 << 2;
    private static final int TIME = 1 << 3;
    private static final int ACTION = 1 << 4;
    private static final int DATA = 1 << 5;

    private final byte[] payload;
    private final int start;
    private final JsonParser parser;
    private final boolean numericSender;

    private int seen;
    private @Nullable Mid mid;
    private @Nullable String from;
    private @Nullable String to;
    private int action = DeviceFault.UNKNOWN_ACTION;
    private @Nullable RawJson data;
    private @Nullable String problem;

    private EnvelopeReader(byte[] payload, int start, JsonParser parser, boolean numericSender) {
        this.payload = payload;
        this.start = start;
        this.parser = parser;
        this.numericSender = numericSender;
    }

    /** The envelope of a payload, which must not be changed afterwards: {@code data} is a view on it. */
    public static Envelope read(byte[] payload) throws DeviceFault {
        EnvelopeReader reader = readAll(payload, false);
        if (reader.problem != null) {
            throw reader.envelope().fault(ReplyCode.UNDECODABLE, reader.problem);
        }
        return reader.envelope();
    }

    /** An app's envelope: it may write its own number as {@code from}. */
    static Envelope readFromApp(byte[] payload) throws DeviceFault, AppFault {
        EnvelopeReader reader = readAll(payload, true);
        if (reader.problem != null) {
            throw AppFault.of(reader.envelope(), ReplyCode.UNDECODABLE, reader.problem);
        }
        return reader.envelope();
    }

    private static EnvelopeReader readAll(byte[] payload, boolean numericSender) throws DeviceFault {
        int start = startOfText(payload);
        if (!StrictText.isValid(payload, start, payload.length)) {
            throw DeviceFault.undecodable("payload: not text (expected: well-formed UTF-8 without NUL)");
        }
        try (JsonParser parser = Json.parser(payload, start, payload.length - start)) {
            EnvelopeReader reader = new EnvelopeReader(payload, start, parser, numericSender);
            reader.readObject();
            return reader;
        } catch (IOException e) {
            throw DeviceFault.undecodable(Json.explain(e));
        }
    }

    /** One leading byte order mark is tolerated (A41); the parser would tolerate another, so that is refused here. */
    private static int startOfText(byte[] payload) throws DeviceFault {
        int start = isByteOrderMark(payload, 0) ? 3 : 0;
        if (isByteOrderMark(payload, start)) {
            throw DeviceFault.undecodable("payload: two byte order marks (expected: none)");
        }
        return start;
    }

    private static boolean isByteOrderMark(byte[] payload, int at) {
        return payload.length >= at + 3
                && payload[at] == (byte) 0xEF
                && payload[at + 1] == (byte) 0xBB
                && payload[at + 2] == (byte) 0xBF;
    }

    private void readObject() throws IOException, DeviceFault {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw DeviceFault.undecodable("payload: not an object (expected: one JSON object)");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            member(name, parser.nextToken());
        }
        if (parser.nextToken() != null) {
            throw DeviceFault.undecodable("payload: more than one value (expected: one JSON object)");
        }
        if ((seen & ACTION) == 0) {
            problem("action: missing (expected: integer)");
        }
    }

    private Envelope envelope() {
        return new Envelope(mid, from, to, action, data, payload.length);
    }

    private void member(String name, JsonToken value) throws IOException {
        switch (name) {
            case "mid" -> {
                if (isFirst(MID, name)) {
                    mid = readMid(value);
                } else {
                    mid = null;
                }
            }
            case "from" -> {
                if (isFirst(FROM, name)) {
                    from = readName(name, value, numericSender);
                }
            }
            case "to" -> {
                if (isFirst(TO, name)) {
                    to = readName(name, value, true);
                }
            }
            case "time" -> {
                if (isFirst(TIME, name)) {
                    checkTime(value);
                }
            }
            case "action" -> action = isFirst(ACTION, name) ? readAction(value) : DeviceFault.UNKNOWN_ACTION;
            case "data" -> {
                if (isFirst(DATA, name)) {
                    data = readData(value);
                }
            }
            default -> {
                // passed over (R67)
            }
        }
        parser.skipChildren();
    }

    private boolean isFirst(int key, String name) {
        boolean first = (seen & key) == 0;
        seen |= key;
        if (!first) {
            problem(name + ": given twice (expected: once)");
        }
        return first;
    }

    private void problem(String text) {
        if (problem == null) {
            problem = text;
        }
    }

    private @Nullable Mid readMid(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            if (Mid.Text.isValid(text)) {
                return new Mid.Text(text);
            }
        } else if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER) {
            return new Mid.Number(parser.getLongValue());
        }
        problem("mid: bad value (expected: a string up to 64 characters or an integer)");
        return null;
    }

    private @Nullable String readName(String name, JsonToken value, boolean numeric) throws IOException {
        if (value == JsonToken.VALUE_STRING || (numeric && value == JsonToken.VALUE_NUMBER_INT)) {
            String text = parser.getText();
            return text.isEmpty() ? null : text;
        }
        if (value != JsonToken.VALUE_NULL) {
            problem(name + ": bad type (expected: a string" + (numeric ? " or an integer)" : ")"));
        }
        return null;
    }

    /** Any number is fine and none is used: a device's clock is wrong before its first 100 (A32, R66). */
    private void checkTime(JsonToken value) {
        if (!value.isNumeric() && value != JsonToken.VALUE_NULL) {
            problem("time: bad type (expected: a number)");
        }
    }

    private int readAction(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == NumberType.INT) {
            return parser.getIntValue();
        }
        problem("action: bad value (expected: a 32-bit integer)");
        return DeviceFault.UNKNOWN_ACTION;
    }

    private @Nullable RawJson readData(JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            int from = start + (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            int to = start + (int) parser.currentLocation().getByteOffset();
            return new RawJson(payload, from, to - from);
        }
        if (value != JsonToken.VALUE_NULL) {
            problem("data: bad type (expected: an object)");
        }
        return null;
    }
}
