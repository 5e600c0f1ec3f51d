package io.deligate.registryservice.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R73")
class StoredReportTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_0001");

    @Test
    void aLaterReportKeepsWhatItDoesNotMention() {
        StoredReport first = new StoredReport(DEVICE, "DL3785W", "gate", version("1.0", 4), "{\"a\":1}");
        StoredReport later = new StoredReport(DEVICE, null, null, version("1.1", 5), null);
        assertThat(first.then(later))
                .isEqualTo(new StoredReport(DEVICE, "DL3785W", "gate", new ReportedVersion("1.1", 5, 4), "{\"a\":1}"));
    }

    @Test
    void aLaterReportReplacesPropertiesAsAWhole() {
        StoredReport first = new StoredReport(DEVICE, null, null, null, "{\"a\":1,\"b\":2}");
        StoredReport later = new StoredReport(DEVICE, null, null, null, "{\"b\":3}");
        assertThat(first.then(later).properties()).isEqualTo("{\"b\":3}");
    }

    @Test
    void theSessionOfAnotherVersionIsRememberedAndThatOfTheSameMovesOn() {
        ReportedVersion upgraded = version("1.0", 4).then(version("1.1", 4));

        assertThat(upgraded).isEqualTo(new ReportedVersion("1.1", 4, 4));
        assertThat(upgraded.then(version("1.1", 6))).isEqualTo(new ReportedVersion("1.1", 6, 4));
        assertThat(upgraded.then(version("1.0", 7))).isEqualTo(new ReportedVersion("1.0", 7, 4));
    }

    private static ReportedVersion version(String text, long epoch) {
        return new ReportedVersion(text, epoch, ReportedVersion.UNKNOWN);
    }
}
