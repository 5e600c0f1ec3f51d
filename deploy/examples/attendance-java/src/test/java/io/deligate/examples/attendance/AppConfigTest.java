package io.deligate.examples.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppConfigTest {
    @Test
    void needsTheAppsNumberOnly() {
        AppConfig config = AppConfig.of(Map.of("SERVICE_ID", "2001"));

        assertThat(config.kafka())
                .isEqualTo(Map.of("bootstrap.servers", "127.0.0.1:9092", "security.protocol", "PLAINTEXT"));
        assertThat(config.folder()).isEqualTo(Path.of("attendance-data"));
        assertThat(config.in()).isEqualTo("deli.app.2001.in");
        assertThat(config.out()).isEqualTo("deli.app.2001.out");
        assertThat(config.group()).startsWith("deli.app.2001.");
    }

    @Test
    void saysWhoItIsWithItsPasswordAndKeepsItToItself() {
        AppConfig config = AppConfig.of(
                Map.of("SERVICE_ID", "7", "KAFKA_USERNAME", "app-7", "KAFKA_PASSWORD", "geheim", "KAFKA_TLS", "true"));

        assertThat(config.kafka())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .hasEntrySatisfying(
                        "sasl.jaas.config",
                        jaas -> assertThat(jaas).contains("username=\"app-7\" password=\"geheim\";"));
        assertThat(config.toString()).doesNotContain("geheim");
    }

    @Test
    void refusesWhatIsNoNumber() {
        for (Map<String, String> wrong :
                List.of(Map.<String, String>of(), Map.of("SERVICE_ID", "x"), Map.of("SERVICE_ID", "0"))) {
            assertThatThrownBy(() -> AppConfig.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SERVICE_ID")
                    .hasMessageContaining("expected: the app's number");
        }
    }
}
