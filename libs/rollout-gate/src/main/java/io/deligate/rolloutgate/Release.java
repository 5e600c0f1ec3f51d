package io.deligate.rolloutgate;

import io.deligate.protocol.UpgradeType;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * One firmware of a model.
 *
 * @param seq its place in the model's order; versions are names and are never compared
 * @param file where devices download it
 * @param md5 32 hexadecimal digits
 * @param size in bytes
 */
public record Release(
        String firmwareId, String version, long seq, UpgradeType upgradeType, URI file, String md5, long size) {
    /** The longest version. */
    public static final int LONGEST_VERSION = 64;

    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    public Release {
        if (version.isBlank() || version.length() > LONGEST_VERSION) {
            throw new IllegalArgumentException("version: " + version.length() + " characters (expected: 1 to 64)");
        }
        if (seq < 1) {
            throw new IllegalArgumentException("release_seq: " + seq + " (expected: >= 1)");
        }
        if (!MD5.matcher(md5).matches()) {
            throw new IllegalArgumentException("checksum: " + md5 + " (expected: 32 hexadecimal digits)");
        }
        if (size < 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: >= 0)");
        }
    }
}
