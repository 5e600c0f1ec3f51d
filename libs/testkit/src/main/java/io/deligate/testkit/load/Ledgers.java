package io.deligate.testkit.load;

import io.deligate.testkit.ledger.AnswerLedger;
import io.deligate.testkit.ledger.DownlinkLedger;
import io.deligate.testkit.ledger.UplinkLedger;

/**
 * Where a fleet writes down what it does.
 *
 * @param uplinks its messages, which nobody answers
 * @param downlinks what is sent to it
 * @param answers its requests, and their answers
 */
public record Ledgers(UplinkLedger uplinks, DownlinkLedger downlinks, AnswerLedger answers) {
    /** Empty ones. */
    public static Ledgers empty() {
        return new Ledgers(new UplinkLedger(), new DownlinkLedger(), new AnswerLedger());
    }
}
