package io.deligate.servicekit.process;

import io.vertx.core.Future;

/** The parts list of a service. */
@FunctionalInterface
public interface Assembly<C> {
    /**
     * Starts the parts in their order through {@code parts}.
     *
     * @return succeeds when the service does its work; fails when one part could not start
     */
    Future<?> assemble(Platform platform, C config, Parts parts);
}
