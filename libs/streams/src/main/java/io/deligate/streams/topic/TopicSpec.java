package io.deligate.streams.topic;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic is made when it does not exist yet.
 *
 * @param partitions at least 1
 * @param config the topic's own configuration
 */
public record TopicSpec(String name, int partitions, Map<String, String> config) {
    /** Partitions of a topic that many instances share, unless an operator made the topic otherwise. */
    public static final int SHARED = 12;

    private static final Map<String, String> COMPACTED =
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

    public TopicSpec {
        config = Map.copyOf(config);
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
        }
    }

    /** A topic whose keys are device ids and whose partitions are shared by the instances of a service. */
    public static TopicSpec keyed(String name) {
        return new TopicSpec(name, SHARED, Map.of());
    }

    /**
     * A keyed topic for readers that are not ours: stored uncompressed whatever its writers do, because not every client
     * can read every compression (kafkajs knows no lz4, for one).
     */
    public static TopicSpec forAnyClient(String name) {
        return new TopicSpec(name, SHARED, Map.of(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed"));
    }

    /** A topic in one total order. */
    public static TopicSpec ordered(String name) {
        return new TopicSpec(name, 1, Map.of());
    }

    /** A topic in one total order that remembers the newest record of each key, and of the others an hour or two. */
    public static TopicSpec rollCall(String name) {
        long hour = TimeUnit.HOURS.toMillis(1);
        return new TopicSpec(
                name,
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(hour),
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                        Long.toString(hour)));
    }

    /** A topic that remembers the newest record of each key. */
    public static TopicSpec table(String name) {
        return new TopicSpec(name, SHARED, COMPACTED);
    }

    NewTopic toNewTopic() {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
        return config.isEmpty() ? topic : topic.configs(config);
    }
}
