package io.deligate.testkit.app;

import java.util.Map;

/**
 * How a client says who it is at a guarded broker.
 *
 * @param user the name of its Kafka user
 */
public record AppCredentials(String user, String password) {
    /** The client properties for SASL_PLAINTEXT with SCRAM-SHA-512. */
    public Map<String, Object> properties() {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";");
    }

    /** Shows the name only. */
    @Override
    public String toString() {
        return user;
    }
}
