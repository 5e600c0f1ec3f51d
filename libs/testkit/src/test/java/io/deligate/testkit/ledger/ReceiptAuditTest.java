package io.deligate.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReceiptAuditTest {
    private final DownlinkLedger ledger = new DownlinkLedger();
    private final ReceiptAudit audit = new ReceiptAudit(ledger);

    @Test
    void isCleanWhenEachHasItsReceipt() {
        ledger.asked("m1", "a");
        ledger.asked("m2", "a");
        ledger.seen("m1");

        audit.see(receipt("m1", "a", "delivered"));
        audit.see(receipt("m2", "a", "offline"));

        assertThat(audit.counts()).isEqualTo(new ReceiptCounts(2, 2, 0, 1, 0, 0));
        assertThat(audit.counts().isClean()).isTrue();
        assertThat(audit.complaints()).isEmpty();
        assertThat(audit.outcomes()).containsEntry("delivered", 1L).containsEntry("offline", 1L);
    }

    @Test
    void seesAMissingReceipt() {
        ledger.asked("m1", "a");

        audit.see(receipt("m2", "a", "delivered"));
        audit.see(receipt("m1", "b", "delivered"));

        assertThat(audit.counts().unanswered()).isEqualTo(1);
        assertThat(audit.counts().isClean()).isFalse();
        assertThat(audit.complaints()).containsExactly("a: message m1 has no receipt");
    }

    @Test
    void seesADeliveryThatNeverWas() {
        ledger.asked("m1", "a");

        audit.see(receipt("m1", "a", "delivered"));

        assertThat(audit.counts().phantom()).isEqualTo(1);
        assertThat(audit.counts().isClean()).isFalse();
        assertThat(audit.complaints()).hasSize(1);
    }

    @Test
    void keepsTheFirstOfSeveralAndCountsTheContradiction() {
        ledger.asked("m1", "a");

        audit.see(receipt("m1", "a", "offline"));
        audit.see(receipt("m1", "a", "offline"));
        audit.see(receipt("m1", "a", "delivered"));

        assertThat(audit.counts()).isEqualTo(new ReceiptCounts(1, 1, 0, 0, 0, 1));
    }

    private static ConsumerRecord<String, byte[]> receipt(String id, String device, String outcome) {
        String json = "{\"device_id\":\"" + device + "\",\"outcome\":\"" + outcome + "\"}";
        var record = new ConsumerRecord<>("receipts", 0, 0, device, json.getBytes(StandardCharsets.UTF_8));
        record.headers().add("deli-message-id", id.getBytes(StandardCharsets.US_ASCII));
        return record;
    }
}
