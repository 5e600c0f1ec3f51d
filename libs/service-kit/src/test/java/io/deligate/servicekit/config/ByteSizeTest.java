package io.deligate.servicekit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0B",
        "1000, 1000, 1000B",
        "10B, 10, 10B",
        "512KiB, 524288, 512KiB",
        "512 kib, 524288, 512KiB",
        "1024KiB, 1048576, 1MiB",
        "3GiB, 3221225472, 3GiB"
    })
    void itIsReadAndWrittenWithBinaryUnits(String text, long bytes, String written) {
        ByteSize size = ByteSize.parse(text);

        assertThat(size.bytes()).isEqualTo(bytes);
        assertThat(size).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1KB", "1.5MiB", "MiB", "99999999999999999999"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
