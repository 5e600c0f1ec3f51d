package io.deligate.otaservice;

import io.deligate.database.PostgresConfig;
import io.deligate.otaservice.api.ServingConfig;
import io.deligate.registryview.ClusterConfig;
import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RuntimeConfig;
import io.deligate.servicekit.process.ServiceConfig;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set on an ota-service.
 *
 * @param secretKey the platform's, as registry-service has it: API keys are known by hashes under it
 */
public record OtaConfig(
        ServingConfig ota,
        PostgresConfig postgres,
        KafkaConfig kafka,
        String topicPrefix,
        String cluster,
        int clusterPort,
        @Nullable Secret secretKey,
        ManagementConfig management,
        RuntimeConfig runtime)
        implements ServiceConfig {
    public OtaConfig {
        // Their constructors do the checking.
        cluster = new ClusterConfig(cluster, clusterPort).cluster();
        topicPrefix = new TopicNames(topicPrefix).prefix();
    }

    public static OtaConfig defaults() {
        ClusterConfig alone = ClusterConfig.defaults();
        return new OtaConfig(
                ServingConfig.defaults(),
                PostgresConfig.defaults(),
                KafkaConfig.defaults(),
                TopicNames.DEFAULT_PREFIX,
                alone.cluster(),
                alone.clusterPort(),
                null,
                ManagementConfig.defaults(),
                RuntimeConfig.defaults());
    }

    TopicNames topics() {
        return new TopicNames(topicPrefix);
    }

    ClusterConfig clusterConfig() {
        return new ClusterConfig(cluster, clusterPort);
    }

    Secret requiredSecretKey() {
        if (secretKey == null) {
            throw new StartFailure("secret-key is missing", "registry-service's; set DELIGATE_SECRET_KEY");
        }
        return secretKey;
    }
}
