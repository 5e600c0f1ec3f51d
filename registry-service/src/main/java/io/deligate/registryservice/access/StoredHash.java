package io.deligate.registryservice.access;

import io.deligate.apiaccess.KeyHash;

/** The hash of an API key; shown by nobody. */
public final class StoredHash {
    private final byte[] bytes;

    public StoredHash(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    boolean matches(byte[] candidate) {
        return KeyHash.equal(bytes, candidate);
    }
}
