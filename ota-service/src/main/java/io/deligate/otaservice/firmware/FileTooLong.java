package io.deligate.otaservice.firmware;

/** More came than a file may be long. */
public final class FileTooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of a place that takes so many bytes at most. */
    public FileTooLong(long most) {
        super("body: too long (expected: at most " + most + " bytes)", null, false, false);
    }
}
