package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {
    @Test
    void hasNothingToCommitAtFirst() {
        assertThat(new OffsetLedger(7).committable()).isEmpty();
    }

    @Test
    void stopsBeforeTheFirstOpenRecord() {
        OffsetLedger ledger = opened(10, 11, 12);

        ledger.finished(11);
        ledger.finished(12);
        assertThat(ledger.committable()).isEmpty();

        ledger.finished(10);
        assertThat(ledger.committable()).hasValue(13);
    }

    @Test
    void goesOverGapsOfCompactionAndTransactions() {
        OffsetLedger ledger = opened(10, 15, 99);

        ledger.finished(10);
        assertThat(ledger.committable()).hasValue(15);

        ledger.finished(99);
        ledger.finished(15);
        assertThat(ledger.committable()).hasValue(100);
    }

    @Test
    void offersAPositionUntilKafkaHasIt() {
        OffsetLedger ledger = opened(10);
        ledger.finished(10);

        assertThat(ledger.committable()).hasValue(11);
        assertThat(ledger.committable()).hasValue(11);
        ledger.committed(11);
        assertThat(ledger.committable()).isEmpty();
    }

    @Test
    void goesOnFromACommitThatCameLate() {
        OffsetLedger ledger = opened(10, 11);
        ledger.finished(10);
        ledger.finished(11);

        ledger.committed(11);

        assertThat(ledger.committable()).hasValue(12);
    }

    @Test
    void neverGoesBack() {
        OffsetLedger ledger = opened(10, 11);
        ledger.finished(10);
        ledger.finished(11);
        ledger.committed(12);

        ledger.committed(11);

        assertThat(ledger.committable()).isEmpty();
        assertThatThrownBy(() -> ledger.opened(11)).hasMessage("offset: 11 (expected: >= 12)");
    }

    @Test
    void isBusyWhileWorkGoesOn() {
        OffsetLedger ledger = opened(10, 11);
        assertThat(ledger.isBusy()).isFalse();

        ledger.begun();
        ledger.begun();
        ledger.rested();
        assertThat(ledger.isBusy()).isTrue();

        ledger.rested();
        assertThat(ledger.isBusy()).isFalse();
        assertThat(ledger.committable()).isEmpty();
    }

    @Test
    void neverCommitsPastUnfinishedWorkInAnyOrder() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            TreeSet<Long> open = new TreeSet<>();
            LongStream.range(0, 50).filter(offset -> random.nextInt(3) > 0).forEach(open::add);
            OffsetLedger ledger =
                    opened(open.stream().mapToLong(offset -> offset).toArray());
            List<Long> order = new ArrayList<>(open);
            Collections.shuffle(order, random);

            for (long offset : order) {
                ledger.finished(offset);
                open.remove(offset);
                long limit = open.isEmpty() ? Long.MAX_VALUE : open.first();
                ledger.committable().ifPresent(position -> assertThat(position).isLessThanOrEqualTo(limit));
                ledger.committable().ifPresent(ledger::committed);
            }
            assertThat(ledger.committable()).isEmpty();
        }
    }

    private static OffsetLedger opened(long... offsets) {
        OffsetLedger ledger = new OffsetLedger(offsets[0]);
        LongStream.of(offsets).forEach(ledger::opened);
        return ledger;
    }
}
