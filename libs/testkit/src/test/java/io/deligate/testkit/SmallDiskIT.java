package io.deligate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskIT {
    @TempDir
    private Path folder;

    @Test
    void isFullUntilItIsFreed() throws IOException {
        Optional<String> obstacle = SmallDisk.obstacle(folder);
        assumeTrue(obstacle.isEmpty(), obstacle::toString);
        try (SmallDisk disk = SmallDisk.mount(folder, 2)) {
            Path file = folder.resolve("file");
            disk.fill();
            assertThatThrownBy(() -> Files.write(file, new byte[1])).isInstanceOf(IOException.class);
            disk.free();
            assertThat(Files.write(file, new byte[1])).hasSize(1);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
