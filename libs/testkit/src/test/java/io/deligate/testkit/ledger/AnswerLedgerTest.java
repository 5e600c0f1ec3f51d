package io.deligate.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerLedgerTest {
    @Test
    void missesTheAnswerToWhatWasAcceptedOnly() {
        AnswerLedger ledger = new AnswerLedger();
        ledger.answered("1");
        ledger.accepted("1");
        ledger.accepted("2");
        ledger.answered("3");

        assertThat(ledger.accepted()).isEqualTo(2);
        assertThat(ledger.unanswered()).containsExactly("2");
    }

    @Test
    void forgivesWhatADeviceWaitedForWhenItLostItsConnection() {
        AnswerLedger ledger = new AnswerLedger();
        ledger.accepted("1");
        ledger.accepted("2");
        ledger.orphaned("1");

        assertThat(ledger.unanswered()).containsExactly("2");
    }
}
