package io.deligate.registryservice.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.refusal.RefusalRecord;
import io.deligate.streams.refusal.RefusalRecord.What;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R149")
class LastErrorTest {
    private static final DeviceId DEVICE = new DeviceId("D_1");
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.789Z");

    @Test
    void saysWhatWasRefusedWhyWhenAndFromWhere() {
        assertThat(LastError.of(new RefusalRecord(DEVICE, What.CONNECT, "bad-password", TIME, "10.0.0.7"))
                        .text())
                .isEqualTo("connect refused: bad-password (2026-11-22T10:00:00Z, 10.0.0.7)");
        assertThat(LastError.of(new RefusalRecord(DEVICE, What.UPLINK, "wrong-topic", TIME, ""))
                        .text())
                .isEqualTo("uplink refused: wrong-topic (2026-11-22T10:00:00Z)");
    }

    @Test
    void theNewestCounts() {
        LastError older = new LastError(DEVICE, TIME, "older");
        LastError newer = new LastError(DEVICE, TIME.plusMillis(1), "newer");

        assertThat(older.orNewer(newer)).isSameAs(newer);
        assertThat(newer.orNewer(older)).isSameAs(newer);
    }
}
