package io.deligate.registryservice.access;

/** A key that may call; only its hash is known. */
public record ApiKey(String id, String name, ApiRole role, StoredHash hash) {
    /** The key that the configuration makes sure of. */
    public static final String BOOTSTRAP_ID = "bootstrap";
}
