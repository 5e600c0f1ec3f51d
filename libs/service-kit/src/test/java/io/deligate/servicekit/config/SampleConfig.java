package io.deligate.servicekit.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration with a setting of every type. */
record SampleConfig(
        String topicPrefix,
        Mqtt mqtt,
        Kafka kafka,
        Kinds kinds,
        @Nullable Tls tls,
        @Nullable String cluster,
        int clusterPort,
        @Nullable Secret adminKey) {

    static SampleConfig defaults() {
        return new SampleConfig(
                "deli.",
                new Mqtt(1883, Duration.ofSeconds(10)),
                new Kafka("127.0.0.1:9092", Map.of("linger.ms", "1")),
                Kinds.defaults(),
                null,
                null,
                5701,
                null);
    }

    record Mqtt(int port, Duration connectWithin) {
        Mqtt {
            Expect.port("mqtt.port", port);
            Expect.positive("connect-within", connectWithin);
        }
    }

    record Kafka(String bootstrap, Map<String, String> properties) {}

    record Tls(Path cert, Path key) {}

    enum Speed {
        VERY_SLOW,
        FAST
    }

    record Kinds(
            long count,
            double share,
            boolean on,
            ByteSize size,
            Speed speed,
            Path folder,
            URI base,
            List<String> names,
            @Nullable Integer limit) {
        static Kinds defaults() {
            return new Kinds(
                    7L,
                    0.5,
                    true,
                    ByteSize.ofKiB(512),
                    Speed.FAST,
                    Path.of("/data"),
                    URI.create("http://localhost"),
                    List.of("a", "b"),
                    null);
        }
    }
}
