package io.deligate.streams.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptRecordTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1");
    private static final EdgeId EDGE = new EdgeId("edge-1");
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

    private static Optional<ReceiptRecord> read(String json) {
        return ReceiptRecord.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void readsEachOutcomeAsWritten(ReceiptOutcome outcome) {
        var receipt = new ReceiptRecord(DEVICE, outcome, EDGE, TIME);

        assertThat(ReceiptRecord.read(receipt.toValue())).contains(receipt);
    }

    @Test
    void writesTheFieldsOfTheContract() {
        var receipt = new ReceiptRecord(DEVICE, ReceiptOutcome.NOT_ACKNOWLEDGED, EDGE, TIME);

        assertThat(new String(receipt.toValue(), StandardCharsets.UTF_8)).isEqualTo("""
                        {"device_id":"DL3785W_1","outcome":"not-acknowledged","edge":"edge-1","time":1700000000123}""");
    }

    @Test
    void echoesTheAskersHeadersAndNobodyElses() {
        Headers asked = new RecordHeaders();
        DeliHeaders.put(asked, DeliHeaders.MESSAGE_ID, "m-1");
        DeliHeaders.put(asked, DeliHeaders.RECEIPT, "registry");
        DeliHeaders.put(asked, "deli-command", "c-9");
        DeliHeaders.put(asked, DeliHeaders.TRACE_PARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        DeliHeaders.put(asked, "ce_type", "something else");

        var record = new ReceiptRecord(DEVICE, ReceiptOutcome.DELIVERED, EDGE, TIME).toRecord("deli.receipts", asked);

        assertThat(record.topic()).isEqualTo("deli.receipts");
        assertThat(record.key()).isEqualTo("DL3785W_1".getBytes(StandardCharsets.UTF_8));
        assertThat(StreamSupport.stream(record.headers().spliterator(), false).map(header -> header.key()))
                .containsExactly("deli-message-id", "deli-receipt", "deli-command", "traceparent");
        assertThat(DeliHeaders.text(record.headers(), "deli-command")).contains("c-9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"device_id\":\"a/b\",\"outcome\":\"offline\",\"edge\":\"e\"}",
                "{\"device_id\":\"d\",\"outcome\":\"lost\",\"edge\":\"e\"}",
                "{\"device_id\":\"d\",\"outcome\":3,\"edge\":\"e\"}",
                "{\"device_id\":\"d\",\"outcome\":\"offline\"}"
            })
    void skipsWhatIsNoReceipt(String garbage) {
        assertThat(read(garbage)).isEmpty();
    }

    @Test
    void readsAReceiptWithMoreMembersAndAnOddTime() {
        assertThat(read("{\"device_id\":\"d\",\"outcome\":\"offline\",\"edge\":\"e\",\"time\":\"now\",\"more\":[1]}"))
                .contains(new ReceiptRecord(new DeviceId("d"), ReceiptOutcome.OFFLINE, new EdgeId("e"), Instant.EPOCH));
    }
}
