package io.deligate.rolloutgate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * What a hash of a device is for. Hashes of different domains have nothing in common: a device that is early in the
 * rollout is not therefore early inside a window.
 */
public enum HashDomain {
    /** Which devices come first. */
    GATE,
    /** Where in a window a device begins. */
    PACE,
    /** Small shifts, such as of a retry. */
    JITTER;

    private static final byte SEPARATOR = 0x1F;

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing", impossible);
        }
    });

    private final byte[] name = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    /** The first 8 bytes of SHA-256 over domain, seed and device id, as an unsigned number. */
    public long hash(String seed, String device) {
        MessageDigest digest = SHA_256.get();
        digest.update(name);
        digest.update(SEPARATOR);
        digest.update(seed.getBytes(StandardCharsets.UTF_8));
        digest.update(SEPARATOR);
        byte[] hash = digest.digest(device.getBytes(StandardCharsets.UTF_8));
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = (number << 8) | (hash[i] & 0xFF);
        }
        return number;
    }

    /** A number from 0 to {@code bound - 1}, the same whenever it is asked for. */
    public int below(int bound, String seed, String device) {
        return (int) Long.remainderUnsigned(hash(seed, device), bound);
    }
}
