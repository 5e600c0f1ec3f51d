package io.deligate.registryservice.logdrop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what happens at the FTP server. */
public final class DropMetrics {
    private final MeterRegistry meters;

    public DropMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** {@code result}: ok, refused or unavailable. */
    void login(String result) {
        count("deligate.registry.log.logins", "Logins at the FTP server for logs", result);
    }

    /** {@code result}: stored or failed. */
    void upload(String result) {
        count("deligate.registry.log.uploads", "Uploads of logs by FTP", result);
    }

    /** {@code result}: accepted or refused. */
    void connection(String result) {
        count("deligate.registry.log.connections", "Connections to the FTP server for logs", result);
    }

    private void count(String name, String description, String result) {
        Counter.builder(name)
                .description(description)
                .tag("result", result)
                .register(meters)
                .increment();
    }
}
