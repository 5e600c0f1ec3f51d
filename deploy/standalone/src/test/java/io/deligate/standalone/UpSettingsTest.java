package io.deligate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.ConfigException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpSettingsTest {
    @Test
    void listensOnLoopbackOnly() {
        UpSettings settings = UpSettings.load(Map.of(), null);

        assertThat(settings.edge().mqtt().host()).isEqualTo("127.0.0.1");
        assertThat(settings.registry().registry().host()).isEqualTo("127.0.0.1");
        assertThat(settings.up().management().host()).isEqualTo("127.0.0.1");
        assertThat(settings.up().data()).isEqualTo(Path.of("data"));
        assertThat(settings.registry().ftp().enabled()).isTrue();
        assertThat(settings.registry().ftp().host()).isEqualTo("127.0.0.1");
        assertThat(settings.registry().ftp().port()).isEqualTo(2121);
    }

    @Test
    void givesEachServiceWhatTheEnvironmentSaysOfIt() {
        UpSettings settings = UpSettings.load(
                Map.of(
                        "DELIGATE_MQTT_PORT", "1884",
                        "DELIGATE_REGISTRY_PORT", "8090",
                        "DELIGATE_KAFKA_PORT", "9093",
                        "DELIGATE_EDGE_ID", "front",
                        "DELIGATE_DOWNLINK_IN_FLIGHT", "5"),
                Path.of("elsewhere"));

        assertThat(settings.edge().mqtt().port()).isEqualTo(1884);
        assertThat(settings.edge().edge().id()).isEqualTo("front");
        assertThat(settings.edge().downlink().inFlight()).isEqualTo(5);
        assertThat(settings.edge().kafka().properties())
                .as("the broker's port is no client property")
                .isEmpty();
        assertThat(settings.registry().registry().port()).isEqualTo(8090);
        assertThat(settings.up().kafka().port()).isEqualTo(9093);
        assertThat(settings.up().data()).isEqualTo(Path.of("elsewhere"));
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> UpSettings.load(Map.of("DELIGATE_MQTT_PROT", "1"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("DELIGATE_MQTT_PROT");
    }

    @Test
    void namesABadValueOfAnyService() {
        assertThatThrownBy(() -> UpSettings.load(Map.of("DELIGATE_DOWNLINK_IN_FLIGHT", "0"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("downlink.in-flight")
                .hasMessageContaining("expected");
    }
}
