package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value kept as its sender spelled it: white space, escapes, long integers and member order all survive (A66).
 * A value read from a payload is a view on it, so it keeps the payload alive and nobody may change that array.
 */
public final class RawJson {
    /** How deep a value of ours may nest, so that a receiver can still read it as {@code data.payload} (A42). */
    private static final int MAX_DEPTH = Json.MAX_DEPTH - 2;

    private final byte[] bytes;
    private final int offset;
    private final int length;

    RawJson(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Any JSON value of at most 30 levels; throws {@link IllegalArgumentException} when the text is not exactly one, as
     * strictly as a payload.
     */
    public static RawJson parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!isOneValue(bytes)) {
            throw BadValue.of("json", text, "one JSON value as in RFC 8259");
        }
        return new RawJson(bytes, 0, bytes.length);
    }

    /** The length in bytes. */
    public int length() {
        return length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** The value's text. */
    public String text() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** Whether a string or a name in the value contains U+0000, which PostgreSQL cannot store. */
    public boolean containsNul() {
        for (int i = offset; i < offset + length - 1; i++) {
            if (bytes[i] == '\\') {
                if (bytes[i + 1] == 'u' && isZeroes(i + 2)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** A part of this value, by offsets within it. */
    RawJson slice(int from, int to) {
        return new RawJson(bytes, offset + from, to - from);
    }

    JsonParser parser() throws IOException {
        return Json.parser(bytes, offset, length);
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, offset, length);
    }

    private boolean isZeroes(int at) {
        return at + 4 <= offset + length
                && bytes[at] == '0'
                && bytes[at + 1] == '0'
                && bytes[at + 2] == '0'
                && bytes[at + 3] == '0';
    }

    private static boolean isOneValue(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] == (byte) 0xEF || !StrictText.isValid(bytes, 0, bytes.length)) {
            return false;
        }
        try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
            int depth = 0;
            boolean complete = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (complete || depth > MAX_DEPTH) {
                    return false;
                }
                complete = depth == 0;
            }
            return complete;
        } catch (IOException e) {
            return false;
        }
    }

    /** Equal bytes; two spellings of the same value are not equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson that
                && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Only the size: the content may be secret or large. */
    @Override
    public String toString() {
        return "RawJson[" + length + " bytes]";
    }
}
