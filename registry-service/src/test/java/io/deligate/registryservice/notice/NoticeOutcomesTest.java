package io.deligate.registryservice.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.receipt.Outcome;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.receipt.ReceiptRecord;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R109")
class NoticeOutcomesTest {
    private final List<Long> forgotten = new ArrayList<>();
    private final NoticeOutcomes outcomes = new NoticeOutcomes(versions -> {
        forgotten.addAll(versions);
        return Future.succeededFuture();
    });

    @Test
    void onlyWhatTheDeviceHasAcknowledgedIsForgotten() {
        List<Outcome> batch = new ArrayList<>();
        long version = 1;
        for (ReceiptOutcome outcome : ReceiptOutcome.values()) {
            batch.add(outcome(outcome, String.valueOf(version++)));
        }
        assertThat(outcomes.handle(batch).succeeded()).isTrue();
        assertThat(forgotten).containsExactly(ReceiptOutcome.DELIVERED.ordinal() + 1L);
    }

    @Test
    void aReceiptThatNamesNoVersionIsPassedOver() {
        assertThat(outcomes.handle(List.of(
                                outcome(ReceiptOutcome.DELIVERED, "x"),
                                outcome(ReceiptOutcome.DELIVERED, ""),
                                outcome(ReceiptOutcome.DELIVERED, "99999999999999999999")))
                        .succeeded())
                .isTrue();
        assertThat(forgotten).isEmpty();
    }

    private static Outcome outcome(ReceiptOutcome outcome, String version) {
        RecordHeaders headers = new RecordHeaders();
        DeliHeaders.put(headers, Notice.VERSION, version);
        return new Outcome(new ReceiptRecord(new DeviceId("D_1"), outcome, new EdgeId("e1"), Instant.EPOCH), headers);
    }
}
