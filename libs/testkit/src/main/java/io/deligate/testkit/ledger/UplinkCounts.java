package io.deligate.testkit.ledger;

/**
 * What became of the uplinks of a ledger.
 *
 * @param sent distinct uplinks that devices sent
 * @param acked of them, those that were acknowledged
 * @param found distinct uplinks that Kafka holds
 * @param duplicated further copies of them
 * @param unmarked of the copies, those that no re-send explains, or that neither {@code deli-dup} nor another session
 *     tells from the first; must be 0
 * @param lost acknowledged and not found as they were sent; must be 0
 * @param outOfOrder found for the first time behind a later one of the device; must be 0
 * @param unknown records of the devices that are none of what was sent, so altered ones; must be 0
 */
public record UplinkCounts(
        long sent, long acked, long found, long duplicated, long unmarked, long lost, long outOfOrder, long unknown) {
    /** Whether the promises were kept. */
    public boolean isClean() {
        return unmarked == 0 && lost == 0 && outOfOrder == 0 && unknown == 0;
    }

    @Override
    public String toString() {
        return "uplinks: sent " + sent + ", acked " + acked + ", found " + found + ", duplicated " + duplicated
                + " (unmarked " + unmarked + "), lost " + lost + ", out of order " + outOfOrder + ", altered "
                + unknown;
    }
}
