package io.deligate.appbridge;

import io.deligate.registryview.ClusterConfig;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RuntimeConfig;
import io.deligate.servicekit.process.ServiceConfig;
import io.deligate.streams.consume.OpenLimits;
import io.deligate.streams.consume.TopicQuota;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.deligate.tracing.TracingConfig;
import java.time.Duration;

/** Everything that can be set on an app-bridge. */
public record BridgeConfig(
        Messages messages,
        Apps apps,
        KafkaConfig kafka,
        String topicPrefix,
        String cluster,
        int clusterPort,
        TracingConfig tracing,
        ManagementConfig management,
        RuntimeConfig runtime)
        implements ServiceConfig {
    /** @param consumers threads that read messages of devices; more than the topic has partitions are idle */
    public record Messages(int consumers) {
        public Messages {
            checkConsumers("messages.consumers", consumers);
        }
    }

    /**
     * @param consumers threads that read the topics of all apps
     * @param deadline how long a 301 may wait for its device at most
     * @param quota how much of one app's topic is read in a process
     */
    public record Apps(int consumers, Duration deadline, Quota quota) {
        public Apps {
            checkConsumers("apps.consumers", consumers);
            if (deadline.toMillis() < 1_000 || deadline.compareTo(Duration.ofHours(1)) > 0) {
                throw new ConfigException("apps.deadline: " + deadline + " (expected: 1 s to 1 h)");
            }
        }
    }

    /**
     * @param records a second, and as many at once after a pause
     * @param bytes a second, and as many at once after a pause
     * @param open records under way at most
     */
    public record Quota(int records, ByteSize bytes, int open) {
        public Quota {
            if (records < 1) {
                throw new ConfigException("apps.quota.records: " + records + " (expected: >= 1)");
            }
            if (bytes.bytes() < 1) {
                throw new ConfigException("apps.quota.bytes: " + bytes + " (expected: >= 1)");
            }
            if (open < 1) {
                throw new ConfigException("apps.quota.open: " + open + " (expected: >= 1)");
            }
        }

        TopicQuota topic() {
            return new TopicQuota(records, bytes.bytes(), new OpenLimits(open, bytes.bytes()));
        }
    }

    private static void checkConsumers(String name, int consumers) {
        if (consumers < 1 || consumers > 64) {
            throw new ConfigException(name + ": " + consumers + " (expected: 1 to 64)");
        }
    }

    public static BridgeConfig defaults() {
        ClusterConfig alone = ClusterConfig.defaults();
        return new BridgeConfig(
                new Messages(1),
                new Apps(1, Duration.ofSeconds(30), new Quota(1_000, ByteSize.ofMiB(4), 500)),
                KafkaConfig.defaults(),
                TopicNames.DEFAULT_PREFIX,
                alone.cluster(),
                alone.clusterPort(),
                TracingConfig.defaults(),
                ManagementConfig.defaults(),
                RuntimeConfig.defaults());
    }

    TopicNames topics() {
        return new TopicNames(topicPrefix);
    }

    ClusterConfig clusterConfig() {
        return new ClusterConfig(cluster, clusterPort);
    }
}
