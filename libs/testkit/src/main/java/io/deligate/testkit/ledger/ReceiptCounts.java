package io.deligate.testkit.ledger;

/**
 * What became of the messages to devices that asked for a receipt.
 *
 * @param asked messages that Kafka had taken
 * @param answered of them, those with a receipt
 * @param unanswered asked and without a receipt; must be 0
 * @param delivered of the answered, those whose outcome, the first told, is {@code delivered}
 * @param phantom of the delivered, those that no device has seen; must be 0
 * @param contradicted of the answered, those with a later receipt that tells another outcome, which askers ignore
 */
public record ReceiptCounts(
        long asked, long answered, long unanswered, long delivered, long phantom, long contradicted) {
    /** Whether the promises were kept. */
    public boolean isClean() {
        return unanswered == 0 && phantom == 0;
    }

    @Override
    public String toString() {
        return "receipts: asked " + asked + ", answered " + answered + ", unanswered " + unanswered + ", delivered "
                + delivered + " (phantom " + phantom + "), contradicted " + contradicted;
    }
}
