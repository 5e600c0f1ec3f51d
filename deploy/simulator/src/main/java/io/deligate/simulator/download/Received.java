package io.deligate.simulator.download;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What of a file has come so far: its length and the state of its MD5, never its bytes. */
final class Received {
    private MessageDigest digest = md5();
    private long length;
    private long total = -1;
    private @Nullable String tag;

    long length() {
        return length;
    }

    /** The entity tag by which the rest can be asked for; null when there is none that says "byte for byte the same". */
    @Nullable
    String tag() {
        return tag;
    }

    /** A whole file begins. */
    void begin(long size, @Nullable String entityTag) {
        digest = md5();
        length = 0;
        total = size;
        tag = entityTag != null && entityTag.startsWith("\"") ? entityTag : null;
    }

    void forget() {
        begin(-1, null);
    }

    /** The rest goes on where the last part ended. */
    void goesOn(long size) {
        total = size;
    }

    void add(Buffer part) {
        digest.update(part.getBytes());
        length += part.length();
    }

    /** Nothing is missing, as far as the server has told. */
    boolean isComplete() {
        return total < 0 || length == total;
    }

    /** The MD5 in hexadecimal; afterwards nothing can be added. */
    String md5InHex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }
}
