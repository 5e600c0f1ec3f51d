package io.deligate.apiaccess;

import java.security.MessageDigest;

/**
 * Hashes random secrets, such as API keys, for the database: keyed, so that a copy of the table alone does not even allow
 * guessing.
 */
public final class KeyHash {
    private final byte[] pepper;

    /** For API keys. */
    public KeyHash(SecretKeys keys) {
        this(keys, "api keys");
    }

    /** For secrets of another purpose, whose hashes have nothing in common with those of API keys. */
    public KeyHash(SecretKeys keys, String purpose) {
        this.pepper = keys.derive(purpose);
    }

    public byte[] of(String secret) {
        return SecretKeys.mac(pepper, SecretKeys.bytes(secret));
    }

    /** Compares in constant time. */
    public static boolean equal(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
