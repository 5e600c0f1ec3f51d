package io.deligate.streams.consume;

import io.deligate.streams.topic.KafkaConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** How the Kafka client of a source is set: some for speed, some because promises hang on it. */
final class ConsumerSettings {
    private ConsumerSettings() {}

    static Properties of(String name, KafkaConfig kafka, RecordSource source) {
        Map<String, Object> tuned = new HashMap<>();
        tuned.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        tuned.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        // After a crash the group waits this long for its dead member: less than a device waits before it repeats.
        tuned.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        tuned.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        if (source instanceof RecordSource.Whole) {
            // A table that lags tells what is no longer true: a silent connection is given up soon.
            tuned.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 6_000);
            tuned.put(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000);
            tuned.put(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 4_000);
        }
        Map<String, Object> promised = new HashMap<>();
        promised.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Whoever follows a tail would rather miss a record than see a whole topic again.
        boolean fromTheEnd = source instanceof RecordSource.Tail || source instanceof RecordSource.News;
        promised.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, fromTheEnd ? "latest" : "earliest");
        promised.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (source instanceof RecordSource.Shared shared) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, shared.group());
        } else if (source instanceof RecordSource.Owned owned) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, owned.group());
        } else if (source instanceof RecordSource.News news) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, news.group());
        } else if (source instanceof RecordSource.Matching matching) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, matching.group());
            tuned.putAll(forManyTopics());
            // Only what moves is given back, so that a topic that comes does not stop the work on all others.
            promised.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        return kafka.client(tuned, promised);
    }

    /** New topics are met soon, and a long queue of one leaves room for the others in what is fetched at once. */
    private static Map<String, Object> forManyTopics() {
        return Map.of(
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                2_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                1_000,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                256 << 10,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                8 << 20);
    }
}
