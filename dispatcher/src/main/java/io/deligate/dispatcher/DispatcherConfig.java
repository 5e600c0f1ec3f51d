package io.deligate.dispatcher;

import io.deligate.registryview.ClusterConfig;
import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RuntimeConfig;
import io.deligate.servicekit.process.ServiceConfig;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.deligate.tracing.TracingConfig;

/** Everything that can be set on a dispatcher. */
public record DispatcherConfig(
        Requests requests,
        KafkaConfig kafka,
        String topicPrefix,
        String cluster,
        int clusterPort,
        TracingConfig tracing,
        ManagementConfig management,
        RuntimeConfig runtime)
        implements ServiceConfig {
    /** @param consumers threads that read requests; more than the topic has partitions are idle */
    public record Requests(int consumers) {
        public Requests {
            if (consumers < 1 || consumers > 64) {
                throw new ConfigException("requests.consumers: " + consumers + " (expected: 1 to 64)");
            }
        }
    }

    public static DispatcherConfig defaults() {
        ClusterConfig alone = ClusterConfig.defaults();
        return new DispatcherConfig(
                new Requests(1),
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
