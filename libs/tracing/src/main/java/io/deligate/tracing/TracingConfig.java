package io.deligate.tracing;

import io.deligate.servicekit.config.Expect;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint of an OpenTelemetry collector, OTLP over HTTP; null = nothing is traced
 * @param sample which part of the messages that bring no trace of their own is traced, 0 to 1
 */
public record TracingConfig(@Nullable URI endpoint, double sample) {
    public TracingConfig {
        Expect.that(
                endpoint == null || isHttp(endpoint),
                "tracing.endpoint",
                String.valueOf(endpoint),
                "http:// or https:// with a host and path, such as http://collector:4318/v1/traces");
        Expect.between("tracing.sample", sample, 0.0, 1.0);
    }

    private static boolean isHttp(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
    }

    public static TracingConfig defaults() {
        return new TracingConfig(null, 0.01);
    }
}
