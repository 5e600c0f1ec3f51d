package io.deligate.streams.topic;

import java.util.Map;
import java.util.Properties;

/**
 * How to reach Kafka.
 *
 * @param bootstrap {@code host:port,...}
 * @param properties any further client property, such as {@code security.protocol}; it wins over what the platform
 *     sets for speed, and loses against what the platform sets for its promises
 */
public record KafkaConfig(String bootstrap, Map<String, String> properties) {
    public KafkaConfig {
        if (bootstrap.isBlank()) {
            throw new IllegalArgumentException("kafka.bootstrap: empty (expected: host:port,...)");
        }
        properties = Map.copyOf(properties);
    }

    /** A broker on this machine. */
    public static KafkaConfig defaults() {
        return new KafkaConfig("127.0.0.1:9092", Map.of());
    }

    /** Client properties: {@code tuned} first, the operator's over them, {@code promised} over everything. */
    public Properties client(Map<String, ?> tuned, Map<String, ?> promised) {
        Properties all = new Properties();
        all.putAll(tuned);
        all.putAll(properties);
        all.putAll(promised);
        all.put("bootstrap.servers", bootstrap);
        return all;
    }

    /** Shows the addresses only: a client property may be a password. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrap=" + bootstrap + ", properties=" + properties.keySet() + "]";
    }
}
