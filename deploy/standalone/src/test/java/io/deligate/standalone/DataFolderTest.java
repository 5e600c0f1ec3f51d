package io.deligate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.process.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path folder;

    @Test
    void keepsASecretOnceMadeForItsOwnerOnly() throws Exception {
        DataFolder data = DataFolder.open(folder.resolve("new/data"));

        String secret = data.secret("admin-key");

        assertThat(secret).hasSizeGreaterThanOrEqualTo(32);
        assertThat(DataFolder.open(folder.resolve("new/data")).secret("admin-key"))
                .isEqualTo(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.file("admin-key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void namesAFolderThatIsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("expected");
    }

    @Test
    void doesNotReplaceASecretThatIsEmpty() throws Exception {
        DataFolder data = DataFolder.open(folder.resolve("data"));
        Files.writeString(data.file("secret-key"), "");

        assertThatThrownBy(() -> data.secret("secret-key"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("secret-key");
    }
}
