package io.deligate.testkit.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Holds a ledger against the records of its topic, which it is shown in the topic's order. It must be made when the
 * devices are silent. What other devices sent is none of its business.
 */
public final class UplinkAudit {
    private static final int MOST_TOLD = 20;

    private final Map<String, Page> pages = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private long duplicated;
    private long unmarked;
    private long outOfOrder;
    private long unknown;

    /** What was found of one device. */
    private static final class Page {
        private final DeviceBook book;
        private final Map<Long, Integer> numbers;
        private final int[] copies;
        private final String[] sessions;
        private int latest = -1;

        Page(DeviceBook book) {
            this.book = book;
            this.numbers = book.numbers();
            this.copies = new int[numbers.size()];
            this.sessions = new String[numbers.size()];
        }
    }

    public UplinkAudit(UplinkLedger ledger) {
        ledger.books().forEach((device, book) -> pages.put(device, new Page(book)));
    }

    /** The next record of the topic; its key is the device id. */
    public void see(ConsumerRecord<String, byte[]> record) {
        Page page = pages.get(record.key());
        if (page == null) {
            return;
        }
        Integer number = page.numbers.get(Digest.of(record.value()));
        if (number == null) {
            unknown++;
            complain(record, "is none of what was sent");
        } else if (++page.copies[number] == 1) {
            page.sessions[number] = header(record, "deli-epoch");
            first(page, number, record);
        } else {
            copy(page, number, record);
        }
    }

    private void first(Page page, int number, ConsumerRecord<String, byte[]> record) {
        if (number < page.latest) {
            outOfOrder++;
            complain(record, "is number " + number + " behind number " + page.latest);
        }
        page.latest = Math.max(page.latest, number);
    }

    private void copy(Page page, int number, ConsumerRecord<String, byte[]> record) {
        duplicated++;
        boolean told = header(record, "deli-dup").equals("true")
                || !header(record, "deli-epoch").equals(page.sessions[number]);
        if (!told || page.copies[number] > page.book.sendings(number)) {
            unmarked++;
            complain(
                    record,
                    "is copy " + page.copies[number] + " of number " + number + ", sent " + page.book.sendings(number)
                            + " times");
        }
    }

    /** The sums; to be asked when all records have been seen. */
    public UplinkCounts counts() {
        long sent = 0;
        long acked = 0;
        long found = 0;
        long lost = 0;
        for (var each : pages.entrySet()) {
            Page page = each.getValue();
            BitSet promised = page.book.acked();
            sent += page.copies.length;
            acked += promised.cardinality();
            for (int number = 0; number < page.copies.length; number++) {
                found += page.copies[number] > 0 ? 1 : 0;
                if (page.copies[number] == 0 && promised.get(number)) {
                    lost++;
                    complain(each.getKey() + ": number " + number + " was acknowledged and is nowhere");
                }
            }
        }
        return new UplinkCounts(sent, acked, found, duplicated, unmarked, lost, outOfOrder, unknown);
    }

    /** The first findings in words, for a failed test. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    private void complain(ConsumerRecord<String, byte[]> record, String what) {
        complain(record.key() + ": the record at " + record.topic() + "-" + record.partition() + "@" + record.offset()
                + " " + what + ", epoch " + header(record, "deli-epoch") + ", edge " + header(record, "deli-edge"));
    }

    private void complain(String what) {
        if (complaints.size() < MOST_TOLD) {
            complaints.add(what);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.ISO_8859_1);
    }
}
