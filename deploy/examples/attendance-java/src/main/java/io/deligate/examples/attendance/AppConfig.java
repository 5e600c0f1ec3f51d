package io.deligate.examples.attendance;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which app this is, where Kafka is, and where the app keeps its files.
 *
 * @param serviceId the app's number, from the registry
 * @param kafka what Kafka's clients are told: the address and, where there is an authorizer, who this is
 * @param folder holds {@code users.json} and {@code checkins.jsonl}
 */
public record AppConfig(long serviceId, Map<String, String> kafka, Path folder) {
    public AppConfig {
        kafka = Map.copyOf(kafka);
        if (serviceId < 1) {
            throw new IllegalArgumentException("SERVICE_ID: " + serviceId + " (expected: the app's number)");
        }
    }

    /** Reads {@code SERVICE_ID}, {@code KAFKA_*} and {@code DATA}. */
    static AppConfig of(Map<String, String> env) {
        return new AppConfig(
                serviceId(env.get("SERVICE_ID")), kafka(env), Path.of(env.getOrDefault("DATA", "attendance-data")));
    }

    private static long serviceId(@Nullable String text) {
        try {
            return Long.parseLong(text == null ? "" : text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("SERVICE_ID: " + text + " (expected: the app's number)", wrong);
        }
    }

    private static Map<String, String> kafka(Map<String, String> env) {
        Map<String, String> client = new HashMap<>();
        client.put("bootstrap.servers", env.getOrDefault("KAFKA_BOOTSTRAP", "127.0.0.1:9092"));
        boolean tls = env.getOrDefault("KAFKA_TLS", "false").equals("true");
        String user = env.get("KAFKA_USERNAME");
        if (user == null) {
            client.put("security.protocol", tls ? "SSL" : "PLAINTEXT");
        } else {
            client.put("security.protocol", tls ? "SASL_SSL" : "SASL_PLAINTEXT");
            client.put("sasl.mechanism", "SCRAM-SHA-512");
            client.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
                            + "\" password=\"" + env.getOrDefault("KAFKA_PASSWORD", "") + "\";");
        }
        return client;
    }

    /** Where the platform speaks to the app. */
    String in() {
        return "deli.app." + serviceId + ".in";
    }

    /** Where the app speaks to its devices. */
    String out() {
        return "deli.app." + serviceId + ".out";
    }

    /** The app's consumer group; its name has to begin like this. */
    String group() {
        return "deli.app." + serviceId + ".attendance";
    }

    /** Says nothing of what Kafka's clients are told: a password may be among it. */
    @Override
    public String toString() {
        return "AppConfig[serviceId=" + serviceId + ", folder=" + folder + "]";
    }
}
