package io.deligate.otaservice.firmware;

/** The model has a firmware of that version, and a version never changes. */
public final class VersionTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VersionTaken(String version) {
        super("version: " + version + " is registered already (expected: another one)", null, false, false);
    }
}
