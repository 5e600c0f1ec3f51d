package io.deligate.servicekit.logging;

import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * What libraries write by the JDK's own means, such as OpenTelemetry's complaints of a collector. By default it goes to
 * standard error in a format of its own.
 */
public final class JavaLogging {
    private JavaLogging() {}

    /** From now on it goes where ours goes, in the same format. Of the whole process; a second call changes nothing. */
    public static void joinOurs() {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }
}
