package io.deligate.otaservice.firmware;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is known of a file while it comes in: its hashes, and that it is not too long. For one thread. */
public final class Intake {
    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha256 = digest("SHA-256");
    private final long most;
    private long size;

    /**
     * Before the first byte.
     *
     * @param most how many bytes the file may be long
     */
    public Intake(long most) {
        this.most = most;
    }

    /** The next bytes; throws {@link FileTooLong}. */
    public void add(Buffer part) {
        size += part.length();
        if (size > most) {
            throw new FileTooLong(most);
        }
        byte[] bytes = part.getBytes();
        md5.update(bytes);
        sha256.update(bytes);
    }

    /** The file, when all of it was added; to be asked for once. */
    public StoredFile end() {
        return new StoredFile(hex(md5), hex(sha256), size);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(name + " is missing", impossible);
        }
    }
}
