package io.deligate.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded part could not start; the message is one line that names the part, the cause and the way out. */
public final class EmbeddedPartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedPartException(String part, String cause, String expected, @Nullable Throwable why) {
        super(line(part, cause, expected), why);
    }

    static String line(String part, String cause, String expected) {
        return (part + ": " + cause + " (expected: " + expected + ")")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
