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
        StoredReport first = new StoredReport(DEVICE, "DL3785W", "gate", "1.0", "{\"a\":1}");
        StoredReport later = new StoredReport(DEVICE, null, null, "1.1", null);
        assertThat(first.then(later)).isEqualTo(new StoredReport(DEVICE, "DL3785W", "gate", "1.1", "{\"a\":1}"));
    }

    @Test
    void aLaterReportReplacesPropertiesAsAWhole() {
        StoredReport first = new StoredReport(DEVICE, null, null, null, "{\"a\":1,\"b\":2}");
        StoredReport later = new StoredReport(DEVICE, null, null, null, "{\"b\":3}");
        assertThat(first.then(later).properties()).isEqualTo("{\"b\":3}");
    }
}
