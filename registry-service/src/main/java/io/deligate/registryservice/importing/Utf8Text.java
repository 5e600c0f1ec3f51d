package io.deligate.registryservice.importing;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a file in UTF-8, a byte order mark at its beginning left out.
 *
 * <p>Bytes that are no UTF-8 are a {@link FileFault} that names their line: replaced by question marks, they would become
 * somebody's device name. So is a record that does not end: a quote left open must not swallow the file into memory.
 */
final class Utf8Text extends Reader {
    /** The longest record, give or take what is read ahead. */
    static final int LONGEST_RECORD = 256 << 10;

    private static final int BUFFER = 8 << 10;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream bytes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer out = CharBuffer.allocate(BUFFER).flip();
    private boolean ended;
    private boolean begun;
    private long lineEnds;
    private char last;
    private int sinceRecord;

    Utf8Text(InputStream bytes) {
        this.bytes = bytes;
    }

    /** To be called before each record is read. */
    void recordBegins() {
        sinceRecord = 0;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!out.hasRemaining()) {
            if (!decodeMore()) {
                return -1;
            }
        }
        int count = Math.min(length, out.remaining());
        out.get(target, offset, count);
        return count;
    }

    /** False at the end of the file. */
    private boolean decodeMore() throws IOException {
        fill();
        out.clear();
        var result = decoder.decode(in, out, ended);
        out.flip();
        count();
        if (result.isError()) {
            throw notUtf8();
        }
        if (!begun && out.hasRemaining()) {
            begun = true;
            if (out.get(0) == BYTE_ORDER_MARK) {
                out.position(1);
            }
        }
        sinceRecord += out.remaining();
        if (sinceRecord > LONGEST_RECORD) {
            throw new FileFault(
                    lineEnds + 1,
                    "a record without an end",
                    "records of at most " + LONGEST_RECORD + " characters; a quote may be left open");
        }
        return out.hasRemaining() || !ended || in.hasRemaining();
    }

    private void fill() throws IOException {
        in.compact();
        int count = bytes.read(in.array(), in.position(), in.remaining());
        if (count < 0) {
            ended = true;
        } else {
            in.position(in.position() + count);
        }
        in.flip();
    }

    private FileFault notUtf8() {
        return new FileFault(
                lineEnds + 1,
                "bytes that are not UTF-8",
                "the file saved as UTF-8; spreadsheets call it \"CSV UTF-8\"");
    }

    /** CR, LF and CR LF each end one line. A NUL stands in no text: it is half of a character in UTF-16. */
    private void count() throws FileFault {
        for (int i = out.position(); i < out.limit(); i++) {
            char c = out.get(i);
            if (c == '\0') {
                throw notUtf8();
            }
            if (c == '\r' || (c == '\n' && last != '\r')) {
                lineEnds++;
            }
            last = c;
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
