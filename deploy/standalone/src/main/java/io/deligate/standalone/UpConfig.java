package io.deligate.standalone;

import io.deligate.registryview.ClusterConfig;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RuntimeConfig;
import io.deligate.servicekit.process.ServiceConfig;
import java.nio.file.Path;

/** What can be set on the one-process platform itself; its services read their own settings from the same variables. */
public record UpConfig(
        Path data,
        Kafka kafka,
        Postgres postgres,
        String cluster,
        int clusterPort,
        ManagementConfig management,
        RuntimeConfig runtime)
        implements ServiceConfig {
    /**
     * @param port of the embedded broker; 0 means any free one
     * @param bootstrap an external Kafka to use instead; empty means the embedded one
     */
    public record Kafka(int port, String bootstrap) {
        public Kafka {
            checkPort("kafka.port", port);
        }
    }

    /**
     * @param port of the embedded database; 0 means any free one
     * @param uri an external PostgreSQL to use instead; empty means the embedded one
     */
    public record Postgres(int port, String uri) {
        public Postgres {
            checkPort("postgres.port", port);
        }
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
        }
    }

    public static UpConfig defaults() {
        return new UpConfig(
                Path.of("data"),
                new Kafka(9092, ""),
                new Postgres(5433, ""),
                ClusterConfig.defaults().cluster(),
                ClusterConfig.defaults().clusterPort(),
                new ManagementConfig("127.0.0.1", 9400),
                RuntimeConfig.defaults());
    }
}
