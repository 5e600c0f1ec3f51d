package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.PageRequest;

/** Pages of lists in the order of a number. */
final class Numbers {
    private Numbers() {}

    /** The number behind which the page begins; a token that none of our pages gave leads to the first. */
    static long after(PageRequest page) {
        try {
            return page.after().isEmpty() ? 0 : Long.parseLong(page.after());
        } catch (NumberFormatException notOurs) {
            return 0;
        }
    }
}
