package io.deligate.servicekit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.config.Variable;
import io.deligate.servicekit.management.ManagementConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeIT {
    private record Common(ManagementConfig management, RuntimeConfig runtime) implements ServiceConfig {}

    @Test
    void theReadmeListsEveryCommonSettingWithItsDefault() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<Variable> variables =
                ConfigLoader.variables(new Common(ManagementConfig.defaults(), RuntimeConfig.defaults()));

        assertThat(variables)
                .allSatisfy(it -> assertThat(readme)
                        .contains("| `%s` | `%s` | %s |".formatted(it.name(), it.key(), it.fallback())));
    }
}
