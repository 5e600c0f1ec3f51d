package io.deligate.testkit.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Holds a ledger against the receipts, which it is shown in their topic's order, as an asker reads them: the first of a
 * {@code deli-message-id} counts.
 */
public final class ReceiptAudit {
    private static final Pattern OUTCOME = Pattern.compile("\"outcome\"\\s*:\\s*\"([a-z-]+)\"");
    private static final String DELIVERED = "delivered";
    private static final int MOST_TOLD = 20;

    private final DownlinkLedger ledger;
    private final Map<String, String> outcomes = new HashMap<>();
    private final Set<String> contradicted = new HashSet<>();

    public ReceiptAudit(DownlinkLedger ledger) {
        this.ledger = ledger;
    }

    /** The next record of the receipts topic. */
    public void see(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader("deli-message-id");
        String id = header == null ? "" : new String(header.value(), StandardCharsets.ISO_8859_1);
        if (!record.key().equals(ledger.asked().get(id))) {
            return;
        }
        Matcher outcome = OUTCOME.matcher(new String(record.value(), StandardCharsets.UTF_8));
        if (outcome.find()) {
            String first = outcomes.putIfAbsent(id, outcome.group(1));
            if (first != null && !first.equals(outcome.group(1))) {
                contradicted.add(id);
            }
        }
    }

    /** The sums; to be asked when all receipts have been seen. */
    public ReceiptCounts counts() {
        long asked = ledger.asked().size();
        long answered = outcomes.size();
        long delivered = outcomes.values().stream().filter(DELIVERED::equals).count();
        return new ReceiptCounts(
                asked, answered, asked - answered, delivered, phantoms().size(), contradicted.size());
    }

    /** How often each outcome was the first. */
    public Map<String, Long> outcomes() {
        Map<String, Long> sums = new TreeMap<>();
        outcomes.values().forEach(outcome -> sums.merge(outcome, 1L, Long::sum));
        return sums;
    }

    /** The first findings in words, for a failed test. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        ledger.asked().forEach((id, device) -> {
            if (!outcomes.containsKey(id)) {
                complaints.add(device + ": message " + id + " has no receipt");
            }
        });
        phantoms().forEach(id -> complaints.add("message " + id + " is delivered and no device has seen it"));
        return complaints.subList(0, Math.min(MOST_TOLD, complaints.size()));
    }

    private List<String> phantoms() {
        return outcomes.keySet().stream()
                .filter(id -> DELIVERED.equals(outcomes.get(id)) && !ledger.wasSeen(id))
                .toList();
    }
}
