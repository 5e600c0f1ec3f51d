package io.deligate.servicekit.process.sample;

import io.deligate.servicekit.config.Expect;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RuntimeConfig;
import io.deligate.servicekit.process.ServiceConfig;

/** The settings of a service that does nothing but listen. */
public record SampleConfig(Sample sample, ManagementConfig management, RuntimeConfig runtime) implements ServiceConfig {

    public static SampleConfig defaults() {
        return new SampleConfig(
                new Sample("127.0.0.1", 0, Mood.GOOD), new ManagementConfig("127.0.0.1", 0), RuntimeConfig.defaults());
    }

    /** What goes wrong. */
    public enum Mood {
        GOOD,
        FAILS_TO_START,
        NEVER_STARTS,
        NEVER_STOPS,
        GIVES_UP,
        COMPLAINS_THE_JDKS_WAY
    }

    /** Where the service listens. */
    public record Sample(String host, int port, Mood mood) {
        public Sample {
            Expect.port("sample.port", port);
        }
    }
}
