package io.deligate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.appbridge.BridgeConfig;
import io.deligate.dispatcher.DispatcherConfig;
import io.deligate.mqttedge.EdgeConfig;
import io.deligate.otaservice.OtaConfig;
import io.deligate.registryservice.RegistryConfig;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.config.PlatformVariables;
import io.deligate.servicekit.config.Variable;
import io.deligate.simulator.SimulateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of settings in docs/operations.md are the ones the code reads. */
class SettingsDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/operations.md");

    static Stream<Record> services() {
        return Stream.of(
                EdgeConfig.defaults(),
                DispatcherConfig.defaults(),
                BridgeConfig.defaults(),
                RegistryConfig.defaults(),
                OtaConfig.defaults(),
                UpConfig.defaults(),
                SimulateCommand.settings());
    }

    @ParameterizedTest
    @MethodSource("services")
    void listEverySettingWithItsKeyAndItsDefault(Record defaults) throws Exception {
        List<String> documented = Files.readAllLines(DOCUMENT);

        assertThat(documented).containsAll(rows(defaults));
    }

    @Test
    void listNoSettingThatNobodyReads() throws Exception {
        List<String> rows =
                services().flatMap(defaults -> rows(defaults).stream()).toList();

        assertThat(Files.readAllLines(DOCUMENT))
                .filteredOn(line -> line.startsWith("| `DELIGATE_"))
                .allSatisfy(line -> assertThat(rows).contains(line));
    }

    /** What one service reads, the others must let pass: one environment file is often shared. */
    @Test
    void namesOfPortsAndAddressesAreKnownToEveryService() {
        assertThat(PlatformVariables.names())
                .contains(
                        "DELIGATE_MQTT_PORT",
                        "DELIGATE_REGISTRY_PORT",
                        "DELIGATE_FTP_PORT",
                        "DELIGATE_KAFKA_BOOTSTRAP",
                        "DELIGATE_POSTGRES_URI",
                        "DELIGATE_CLUSTER",
                        "DELIGATE_EDGE_ID",
                        "DELIGATE_SECRET_KEY",
                        "DELIGATE_ADMIN_KEY");
    }

    private static List<String> rows(Record defaults) {
        return ConfigLoader.variables(defaults).stream()
                .map(SettingsDocumentTest::row)
                .toList();
    }

    private static String row(Variable variable) {
        String fallback = variable.fallback().isEmpty() ? "" : "`" + variable.fallback() + "`";
        return "| `%s` | `%s` | %s | %s |".formatted(variable.name(), variable.key(), variable.type(), fallback);
    }
}
