package io.deligate.streams.topic;

import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;

/**
 * How to reach Kafka.
 *
 * @param bootstrap {@code host:port,...}
 * @param properties any further client property, such as {@code security.protocol}; it wins over what the platform
 *     sets for speed, and loses against what the platform sets for its promises
 */
public record KafkaConfig(String bootstrap, Map<String, String> properties) {
    /** As Kafka's clients take it: a name, an IPv4 address or an IPv6 address in brackets, perhaps behind a protocol. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z0-9_]+://)?(?:\\[[0-9A-Za-z:.%_-]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");

    public KafkaConfig {
        for (String address : bootstrap.split(",", -1)) {
            if (!isAddress(address.strip())) {
                throw new IllegalArgumentException(
                        "kafka.bootstrap: '" + bootstrap + "' (expected: host:port, more of them after commas)");
            }
        }
        properties = Map.copyOf(properties);
    }

    private static boolean isAddress(String text) {
        var address = ADDRESS.matcher(text);
        if (!address.matches()) {
            return false;
        }
        int port = Integer.parseInt(address.group(1));
        return port > 0 && port < 65_536;
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

    /** A client made with these settings; where Kafka's refuses them, the exception says which and what was expected. */
    public <T> T open(Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException refused) {
            Throwable reason = refused;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new KafkaException(
                    "kafka at " + bootstrap + ": " + reason.getMessage()
                            + " (expected: kafka.bootstrap and kafka.properties of a cluster that can be reached)",
                    refused);
        }
    }

    /** Shows the addresses only: a client property may be a password. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrap=" + bootstrap + ", properties=" + properties.keySet() + "]";
    }
}
