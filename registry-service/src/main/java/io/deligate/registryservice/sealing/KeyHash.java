package io.deligate.registryservice.sealing;

import java.security.MessageDigest;

/** Hashes API keys for the database: keyed, so that a copy of the table alone does not even allow guessing. */
public final class KeyHash {
    private final byte[] pepper;

    public KeyHash(SecretKeys keys) {
        this.pepper = keys.derive("api keys");
    }

    public byte[] of(String apiKey) {
        return SecretKeys.mac(pepper, SecretKeys.bytes(apiKey));
    }

    /** Compares in constant time. */
    public static boolean equal(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
