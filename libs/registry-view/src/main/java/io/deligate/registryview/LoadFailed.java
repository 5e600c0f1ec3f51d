package io.deligate.registryview;

import com.hazelcast.spi.exception.SilentException;

/**
 * A record could not be loaded. Travels to the member that asked, so it carries nothing that only one side knows; silent,
 * because Hazelcast would log every single one with its stack trace.
 */
final class LoadFailed extends RuntimeException implements SilentException {
    private static final long serialVersionUID = 1L;

    LoadFailed(String message) {
        super(message, null, false, false);
    }
}
