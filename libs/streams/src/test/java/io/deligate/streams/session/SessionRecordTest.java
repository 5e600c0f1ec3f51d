package io.deligate.streams.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.topic.EdgeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRecordTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1");
    private static final ProductModel PRODUCT = new ProductModel("DL3785W");
    private static final EdgeId EDGE = new EdgeId("edge-1");
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

    @Test
    void readsAnOnlineRecordAsWritten() {
        var online = new SessionRecord.Online(DEVICE, PRODUCT, EDGE, TIME, "10.0.0.1");

        assertThat(SessionRecord.read(online.toValue())).contains(online);
    }

    @Test
    void readsAnOfflineRecordAsWritten() {
        var offline = new SessionRecord.Offline(DEVICE, PRODUCT, EDGE, 42, TIME, "keep-alive");

        assertThat(SessionRecord.read(offline.toValue())).contains(offline);
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "0, -1", "-1, 1", "1, 0"})
    void readsWhatIsKeptAsWritten(int type, int model) {
        var kept = new KeptSubscriptions(type, model);
        var online = new SessionRecord.Online(DEVICE, PRODUCT, EDGE, TIME, "10.0.0.1", kept);
        var offline = new SessionRecord.Offline(DEVICE, PRODUCT, EDGE, 42, TIME, "cut", kept);

        assertThat(SessionRecord.read(online.toValue())).contains(online);
        assertThat(SessionRecord.read(offline.toValue())).contains(offline);
    }

    @Test
    void writesOfACleanSessionNothingThatIsKept() {
        var online = new SessionRecord.Online(DEVICE, PRODUCT, EDGE, TIME, "10.0.0.1");

        assertThat(new String(online.toValue(), StandardCharsets.UTF_8)).doesNotContain("kept");
        assertThat(read("{\"device_id\":\"d\",\"product\":\"P\",\"edge\":\"e\",\"status\":\"online\",\"kept\":1}"))
                .get()
                .extracting(SessionRecord::kept)
                .isNull();
        assertThat(read("{\"device_id\":\"d\",\"product\":\"P\",\"edge\":\"e\",\"status\":\"online\","
                        + "\"kept\":{\"type\":7}}"))
                .get()
                .extracting(SessionRecord::kept)
                .isEqualTo(KeptSubscriptions.NONE);
    }

    @Test
    void writesTheFieldsOfTheContract() {
        var offline = new SessionRecord.Offline(DEVICE, PRODUCT, EDGE, 42, TIME, "cut");

        assertThat(new String(offline.toValue(), StandardCharsets.UTF_8))
                .contains(
                        "\"device_id\":\"DL3785W_1\"",
                        "\"product\":\"DL3785W\"",
                        "\"edge\":\"edge-1\"",
                        "\"status\":\"offline\"",
                        "\"epoch\":42",
                        "\"time\":1700000000123",
                        "\"reason\":\"cut\"");
    }

    @Test
    void readsARecordWithoutItsOptionalFields() {
        String bare = "{'device_id':'d','product':'P','edge':'e','status':'%s','more':[1]}".replace('\'', '"');

        assertThat(read(bare.formatted("online")))
                .contains(new SessionRecord.Online(
                        new DeviceId("d"), new ProductModel("P"), new EdgeId("e"), Instant.EPOCH, ""));
        assertThat(read(bare.formatted("offline")))
                .get()
                .isInstanceOfSatisfying(
                        SessionRecord.Offline.class,
                        offline -> assertThat(offline.epoch()).isNegative());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"x\"",
                "{",
                "{}",
                "\u0000",
                "{\"device_id\":null,\"product\":\"P\",\"edge\":\"e\",\"status\":\"online\"}",
                "{\"device_id\":7,\"product\":\"P\",\"edge\":\"e\",\"status\":\"online\"}",
                "{\"device_id\":\"a/b\",\"product\":\"P\",\"edge\":\"e\",\"status\":\"online\"}",
                "{\"device_id\":\"d\",\"product\":{},\"edge\":\"e\",\"status\":\"online\"}",
                "{\"device_id\":\"d\",\"product\":\"P\",\"edge\":\"\",\"status\":\"online\"}",
                "{\"device_id\":\"d\",\"product\":\"P\",\"edge\":\"e\",\"status\":\"away\"}",
                "{\"device_id\":\"d\",\"product\":\"P\",\"edge\":\"e\",\"status\":null}",
                "{\"device_id\":\"d\",\"product\":\"P\",\"edge\":\"e\"}"
            })
    void skipsWhatIsNoSessionRecord(String garbage) {
        assertThat(read(garbage)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"7\"", "[]", "1e400", "123456789012345678901234567890", "-1.5"})
    void readsAnyTimeAndEpochWithoutHarm(String odd) {
        String online =
                "{\"device_id\":\"d\",\"product\":\"P\",\"edge\":\"e\",\"status\":\"online\",\"time\":" + odd + "}";
        String offline = online.replace("online", "offline").replace("time", "epoch");

        assertThat(read(online)).isPresent();
        assertThat(read(offline)).isPresent();
    }

    @Test
    void skipsBytesThatAreNoText() {
        assertThat(SessionRecord.read(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}))
                .isEmpty();
        assertThat(read("[".repeat(100_000))).isEmpty();
    }

    private static Optional<SessionRecord> read(String value) {
        return SessionRecord.read(value.getBytes(StandardCharsets.UTF_8));
    }
}
