package io.deligate.registryservice.activation;

/** A scanned text that takes no device of this platform into use; the message says why. */
public final class LinkRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LinkRefused(String name, String what, String expected) {
        super(name + ": " + what + " (expected: " + expected + ")", null, false, false);
    }
}
