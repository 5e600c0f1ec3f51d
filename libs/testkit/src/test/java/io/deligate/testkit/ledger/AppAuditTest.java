package io.deligate.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AppAuditTest {
    private final DownlinkLedger asked = new DownlinkLedger();

    private static ConsumerRecord<String, byte[]> record(String device, String id, String json) {
        var record = new ConsumerRecord<>("t", 0, 0, device, json.getBytes(StandardCharsets.UTF_8));
        record.headers().add("deli-message-id", id.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static void message(AppAudit audit, String id) {
        audit.told(record("d", id + ":7", "{\"mid\":\"1\",\"action\":300}"));
    }

    private static void receipt(AppAudit audit, String mid, String id) {
        audit.told(record("d", id, "{\"mid\":\"" + mid + "\",\"action\":301}"));
    }

    private AppAudit audit(String... sent) {
        AppAudit audit = new AppAudit("7", asked);
        for (String id : sent) {
            audit.sent(record("d", id, "{}"));
        }
        return audit;
    }

    @Test
    void isContentWhenEverythingWasToldInOrderThoughMoreThanOnce() {
        asked.asked("m", "d");
        AppAudit audit = audit("a", "b");
        message(audit, "a");
        message(audit, "b");
        message(audit, "a");
        receipt(audit, "m", "r");
        receipt(audit, "m", "r");
        assertThat(audit.complaints()).isEmpty();
        assertThat(audit.unanswered()).isZero();
        assertThat(audit).hasToString("app 7 told 2 of 2 messages, 1 more than once; 1 receipts of 1");
    }

    @Test
    void noticesAMessageThatIsMissing() {
        AppAudit audit = audit("a", "b");
        message(audit, "b");
        assertThat(audit.complaints()).singleElement().asString().contains("not the same ones");
    }

    @Test
    void noticesMessagesInAnotherOrder() {
        AppAudit audit = audit("a", "b");
        message(audit, "b");
        message(audit, "a");
        assertThat(audit.complaints()).singleElement().asString().contains("in another order");
    }

    @Test
    void noticesAMissingReceiptAndASecondOne() {
        asked.asked("none", "d");
        asked.asked("two", "d");
        AppAudit audit = audit();
        receipt(audit, "two", "r1");
        receipt(audit, "two", "r2");
        assertThat(audit.unanswered()).isEqualTo(1);
        assertThat(audit.complaints()).hasSize(2);
    }
}
