package io.deligate.registryservice.importing;

import java.io.IOException;

/** The file as a whole cannot be read: nothing of it is applied. */
public final class FileFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final long line;

    /** What was found in which line, counted from 1, and what was expected. */
    FileFault(long line, String found, String expected) {
        super(found + " (expected: " + expected + ")");
        this.line = line;
    }

    public long line() {
        return line;
    }
}
