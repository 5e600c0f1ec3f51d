package io.deligate.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A check that cannot fail is worth nothing: each way to break the promise is seen. */
class UplinkAuditTest {
    private final UplinkLedger ledger = new UplinkLedger();
    private long offset;

    @Test
    void isCleanWhenEverythingAcknowledgedIsThereInOrder() {
        send("a", "1", "2", "3");
        send("b", "1");
        ledger.acked("a", 0);
        ledger.acked("a", 1);
        ledger.acked("b", 0);

        UplinkCounts counts = audit(record("a", "1", 7), record("b", "1", 8), record("a", "2", 7), record("c", "?", 9));

        assertThat(counts).isEqualTo(new UplinkCounts(4, 3, 3, 0, 0, 0, 0, 0));
        assertThat(counts.isClean()).isTrue();
        assertThat(counts)
                .hasToString("uplinks: sent 4, acked 3, found 3, duplicated 0 (unmarked 0), lost 0, out of order 0,"
                        + " altered 0");
    }

    @Test
    void seesALostUplink() {
        send("a", "1", "2");
        ledger.acked("a", 0);
        ledger.acked("a", 1);

        UplinkCounts counts = audit(record("a", "1", 7));

        assertThat(counts.lost()).isEqualTo(1);
        assertThat(counts.isClean()).isFalse();
    }

    @Test
    void doesNotMissWhatWasNeverAcknowledged() {
        send("a", "1", "2");
        ledger.acked("a", 0);

        assertThat(audit(record("a", "1", 7)).isClean()).isTrue();
    }

    @Test
    void seesAnAlteredUplink() {
        send("a", "one");
        ledger.acked("a", 0);

        UplinkCounts counts = audit(record("a", "onE", 7));

        assertThat(counts.unknown()).isEqualTo(1);
        assertThat(counts.lost()).isEqualTo(1);
        assertThat(counts.isClean()).isFalse();
    }

    @Test
    void seesAnUplinkOfAnotherDevice() {
        send("a", "one");
        send("b", "two");

        assertThat(audit(record("b", "one", 7)).unknown()).isEqualTo(1);
    }

    @Test
    void seesAChangedOrder() {
        send("a", "1", "2", "3");

        UplinkCounts counts = audit(record("a", "1", 7), record("a", "3", 7), record("a", "2", 7));

        assertThat(counts.outOfOrder()).isEqualTo(1);
        assertThat(counts.isClean()).isFalse();
    }

    @Test
    void ordersByTheFirstOfSeveralCopies() {
        send("a", "1", "2");
        ledger.sentAgain("a", 0);
        ledger.sentAgain("a", 1);

        UplinkCounts counts =
                audit(record("a", "1", 7), record("a", "2", 7), dup(record("a", "1", 8)), dup(record("a", "2", 8)));

        assertThat(counts.isClean()).isTrue();
        assertThat(counts.duplicated()).isEqualTo(2);
    }

    @Test
    void acceptsALateCopyOfAnotherSession() {
        send("a", "1");
        ledger.sentAgain("a", 0);

        UplinkCounts counts = audit(dup(record("a", "1", 8)), record("a", "1", 7));

        assertThat(counts.isClean()).isTrue();
        assertThat(counts.duplicated()).isEqualTo(1);
    }

    @Test
    void seesACopyThatIsNotMarked() {
        send("a", "1");
        ledger.sentAgain("a", 0);

        assertThat(audit(record("a", "1", 7), record("a", "1", 7)).unmarked()).isEqualTo(1);
    }

    @Test
    void seesACopyThatNobodySent() {
        send("a", "1");

        UplinkCounts counts = audit(record("a", "1", 7), dup(record("a", "1", 8)));

        assertThat(counts.unmarked()).isEqualTo(1);
        assertThat(counts.isClean()).isFalse();
    }

    @Test
    void insistsOnUniquePayloads() {
        send("a", "1", "1");

        assertThatThrownBy(() -> new UplinkAudit(ledger)).hasMessageContaining("expected: unique payloads");
    }

    private void send(String device, String... payloads) {
        for (String payload : payloads) {
            int ignored = ledger.sent(device, payload.getBytes(StandardCharsets.UTF_8));
        }
    }

    @SafeVarargs
    private UplinkCounts audit(ConsumerRecord<String, byte[]>... records) {
        UplinkAudit audit = new UplinkAudit(ledger);
        for (ConsumerRecord<String, byte[]> record : records) {
            audit.see(record);
        }
        UplinkCounts counts = audit.counts();
        assertThat(audit.complaints().isEmpty()).isEqualTo(counts.isClean());
        return counts;
    }

    private ConsumerRecord<String, byte[]> record(String device, String payload, long epoch) {
        var record = new ConsumerRecord<>("up", 0, offset++, device, payload.getBytes(StandardCharsets.UTF_8));
        record.headers().add("deli-epoch", Long.toString(epoch).getBytes(StandardCharsets.US_ASCII));
        return record;
    }

    private static ConsumerRecord<String, byte[]> dup(ConsumerRecord<String, byte[]> record) {
        record.headers().add("deli-dup", "true".getBytes(StandardCharsets.US_ASCII));
        return record;
    }
}
