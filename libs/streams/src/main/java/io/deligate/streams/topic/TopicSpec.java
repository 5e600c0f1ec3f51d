package io.deligate.streams.topic;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic is made when it does not exist yet.
 *
 * @param partitions at least 1
 * @param compacted keeps the newest record of each key for ever instead of all records for a time
 */
public record TopicSpec(String name, int partitions, boolean compacted) {
    /** Partitions of a topic that many instances share, unless an operator made the topic otherwise. */
    public static final int SHARED = 12;

    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
        }
    }

    /** A topic whose keys are device ids and whose partitions are shared by the instances of a service. */
    public static TopicSpec keyed(String name) {
        return new TopicSpec(name, SHARED, false);
    }

    /** A topic in one total order. */
    public static TopicSpec ordered(String name) {
        return new TopicSpec(name, 1, false);
    }

    /** A topic that remembers the newest record of each key. */
    public static TopicSpec table(String name) {
        return new TopicSpec(name, SHARED, true);
    }

    NewTopic toNewTopic() {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
        return compacted
                ? topic.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))
                : topic;
    }
}
