package io.deligate.servicekit.process;

import io.deligate.servicekit.health.HealthRegistry;
import io.deligate.servicekit.management.ManagementRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;

/** What every service stands on; several services in one process share one. */
public record Platform(
        Vertx vertx, MeterRegistry meters, HealthRegistry health, ManagementRoutes management, Clock clock) {

    /** A platform without a management port, as tests of single parts need it. */
    public static Platform on(Vertx vertx, MeterRegistry meters) {
        return new Platform(vertx, meters, new HealthRegistry(), new ManagementRoutes(vertx), Clock.systemUTC());
    }
}
