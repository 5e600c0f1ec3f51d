package io.deligate.otaservice.firmware;

/** More came than a file may be long. */
public final class FileTooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FileTooLong(long most) {
        super("body: too long (expected: at most " + most + " bytes)", null, false, false);
    }
}
