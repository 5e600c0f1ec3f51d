package io.deligate.registryservice;

import io.deligate.database.PostgresConfig;
import io.deligate.registryservice.alarm.AlarmLimits;
import io.deligate.registryservice.api.RestConfig;
import io.deligate.registryservice.command.CommandConfig;
import io.deligate.registryservice.logdrop.FtpConfig;
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
 * Everything that can be set on a registry-service.
 *
 * @param secretKey what product keys are encrypted with; there is no default, and it must stay the same
 * @param adminKey an administrator's API key that is made sure of at each start; null = the stored keys only
 */
public record RegistryConfig(
        RestConfig registry,
        PostgresConfig postgres,
        AlarmLimits alarms,
        CommandConfig commands,
        FtpConfig ftp,
        KafkaConfig kafka,
        String topicPrefix,
        String cluster,
        int clusterPort,
        @Nullable Secret secretKey,
        @Nullable Secret adminKey,
        ManagementConfig management,
        RuntimeConfig runtime)
        implements ServiceConfig {
    public RegistryConfig {
        // Their constructors do the checking.
        cluster = new ClusterConfig(cluster, clusterPort).cluster();
        topicPrefix = new TopicNames(topicPrefix).prefix();
    }

    public static RegistryConfig defaults() {
        ClusterConfig alone = ClusterConfig.defaults();
        return new RegistryConfig(
                RestConfig.defaults(),
                PostgresConfig.defaults(),
                AlarmLimits.defaults(),
                CommandConfig.defaults(),
                FtpConfig.defaults(),
                KafkaConfig.defaults(),
                TopicNames.DEFAULT_PREFIX,
                alone.cluster(),
                alone.clusterPort(),
                null,
                null,
                ManagementConfig.defaults(),
                RuntimeConfig.defaults());
    }

    ClusterConfig clusterConfig() {
        return new ClusterConfig(cluster, clusterPort);
    }

    TopicNames topics() {
        return new TopicNames(topicPrefix);
    }

    Secret requiredSecretKey() {
        if (secretKey == null) {
            throw new StartFailure("secret-key is missing", "a random text; set DELIGATE_SECRET_KEY");
        }
        return secretKey;
    }
}
