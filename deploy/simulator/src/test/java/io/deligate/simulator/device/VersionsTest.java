package io.deligate.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
    @ParameterizedTest
    @CsvSource({
        "1.1, 1.0, true",
        "1.0, 1.1, false",
        "1.0, 1.0, false",
        "1.10, 1.9, true",
        "1.9, 1.10, false",
        "2, 1.9.9, true",
        "1.0.1, 1.0, true",
        "1.0.0, 1.0, false",
        "1.b, 1.a, true",
        "99999999999999999999, 1, true"
    })
    void areComparedPartByPart(String candidate, String running, boolean newer) {
        assertThat(Versions.isNewer(candidate, running)).isEqualTo(newer);
    }
}
