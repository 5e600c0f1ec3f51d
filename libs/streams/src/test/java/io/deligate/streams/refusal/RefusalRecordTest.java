package io.deligate.streams.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.refusal.RefusalRecord.What;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R149")
class RefusalRecordTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1");
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

    private static Optional<RefusalRecord> read(String json) {
        return RefusalRecord.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrote(What what) {
        var refusal = new RefusalRecord(DEVICE, what, "bad-password", TIME, "2001:db8::1%eth0");

        assertThat(RefusalRecord.read(refusal.toValue())).contains(refusal);
    }

    @Test
    void writesItsFieldsUnderTheDevicesKeyWithTheHeaderThatTellsItsKind() {
        var record = new RefusalRecord(DEVICE, What.CONNECT, "banned", TIME, "10.0.0.7").toRecord("deli.registry");

        assertThat(record.topic()).isEqualTo("deli.registry");
        assertThat(record.key()).isEqualTo("DL3785W_1".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"device_id\":\"DL3785W_1\",\"what\":\"connect\",\"reason\":\"banned\","
                        + "\"time\":1700000000123,\"ip\":\"10.0.0.7\"}");
        assertThat(RefusalRecord.isOne(record.headers())).isTrue();
        assertThat(RefusalRecord.isOne(new RecordHeaders())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"device_id\":\"a/b\",\"what\":\"connect\",\"reason\":\"r\"}",
                "{\"device_id\":\"d\",\"what\":\"downlink\",\"reason\":\"r\"}",
                "{\"device_id\":\"d\",\"what\":\"connect\",\"reason\":\"two words\"}",
                "{\"device_id\":\"d\",\"what\":\"connect\"}",
                "{\"device_id\":\"d\",\"what\":\"connect\",\"reason\":\"r\",\"ip\":\"1.1.1.1\\nforged\"}"
            })
    void skipsWhatIsNone(String garbage) {
        assertThat(read(garbage)).isEmpty();
    }

    @Test
    void takesNoReasonThatADeviceCouldHaveWritten() {
        assertThatThrownBy(() -> new RefusalRecord(DEVICE, What.UPLINK, "password=secret", TIME, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason");
    }
}
