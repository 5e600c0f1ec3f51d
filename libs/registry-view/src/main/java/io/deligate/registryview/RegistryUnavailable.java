package io.deligate.registryview;

import org.jspecify.annotations.Nullable;

/** The registry cannot be asked and nothing recent enough is known: neither yes nor no, try again later. */
public final class RegistryUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailable(String what, @Nullable Throwable cause) {
        super("registry unavailable: " + what, cause, false, false);
    }
}
