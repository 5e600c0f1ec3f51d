package io.deligate.appbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeConfigTest {
    @Test
    void readsWhatTheEnvironmentSays() {
        BridgeConfig config = ConfigLoader.load(
                BridgeConfig.defaults(),
                null,
                Map.of(
                        "DELIGATE_MESSAGES_CONSUMERS", "3",
                        "DELIGATE_APPS_DEADLINE", "45s",
                        "DELIGATE_APPS_QUOTA_BYTES", "1MiB"));

        assertThat(config.messages().consumers()).isEqualTo(3);
        assertThat(config.apps().deadline()).isEqualTo(Duration.ofSeconds(45));
        assertThat(config.apps().quota().topic().bytes()).isEqualTo(1 << 20);
        assertThat(config.apps().quota().records()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "DELIGATE_MESSAGES_CONSUMERS, 0,  messages.consumers",
        "DELIGATE_APPS_CONSUMERS,     65, apps.consumers",
        "DELIGATE_APPS_DEADLINE,      2h, apps.deadline",
        "DELIGATE_APPS_QUOTA_RECORDS, 0,  apps.quota.records",
        "DELIGATE_APPS_QUOTA_BYTES,   0,  apps.quota.bytes",
        "DELIGATE_APPS_QUOTA_OPEN,    0,  apps.quota.open"
    })
    void refusesWhatCannotWork(String variable, String value, String key) {
        assertThatThrownBy(() -> ConfigLoader.load(BridgeConfig.defaults(), null, Map.of(variable, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }
}
