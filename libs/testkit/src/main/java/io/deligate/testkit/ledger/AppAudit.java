package io.deligate.testkit.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Holds what one app was told against what there was to tell: every message of its devices at least once and in their order,
 * and one receipt for each message of its own. It reads what an app reads, the first of a {@code deli-message-id} counts, and
 * must be made when everything has come to rest. Whatever devices send goes to this app, or to nobody.
 */
public final class AppAudit {
    private static final Pattern MID = Pattern.compile("\"mid\":\"([^\"]*)\"");
    private static final Pattern ACTION = Pattern.compile("\"action\":(\\d+)");
    private static final int MOST_TOLD = 20;

    private final String app;
    private final Map<String, String> asked;
    private final Map<String, Set<String>> sent = new HashMap<>();
    private final Map<String, Set<String>> told = new HashMap<>();
    private final Map<String, Set<String>> receipts = new HashMap<>();
    private long repeated;

    /** For the app with that id, and the messages of its own that Kafka has taken: {@code mid} and device. */
    public AppAudit(String app, DownlinkLedger asked) {
        this.app = app;
        this.asked = Map.copyOf(asked.asked());
    }

    /** The next record of the devices' topic, in its order. */
    public void sent(ConsumerRecord<String, byte[]> record) {
        sent.computeIfAbsent(record.key(), device -> new LinkedHashSet<>()).add(id(record) + ":" + app);
    }

    /** The next record of the app's topic, in its order. */
    public void told(ConsumerRecord<String, byte[]> record) {
        String text = new String(record.value(), StandardCharsets.UTF_8);
        String action = first(ACTION, text);
        if (action.equals("300")) {
            boolean news = told.computeIfAbsent(record.key(), device -> new LinkedHashSet<>())
                    .add(id(record));
            repeated += news ? 0 : 1;
        } else if (action.equals("301")) {
            receipts.computeIfAbsent(first(MID, text), mid -> new HashSet<>()).add(id(record));
        }
    }

    /** Of its own messages, those without a receipt. */
    public long unanswered() {
        return asked.keySet().stream().filter(mid -> !receipts.containsKey(mid)).count();
    }

    /** The first findings in words, for a failed test; empty when every promise was kept. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        asked.forEach((mid, device) -> {
            int count = receipts.getOrDefault(mid, Set.of()).size();
            if (count != 1) {
                complaints.add(device + ": message " + mid + " has " + count + " receipts");
            }
        });
        sent.forEach((device, ids) -> {
            List<String> expected = List.copyOf(ids);
            List<String> found = List.copyOf(told.getOrDefault(device, Set.of()));
            if (!found.equals(expected)) {
                complaints.add(device + ": " + expected.size() + " messages and " + found.size() + " told, "
                        + (found.containsAll(expected) ? "in another order" : "not the same ones"));
            }
        });
        return complaints.subList(0, Math.min(MOST_TOLD, complaints.size()));
    }

    /** In one line. */
    @Override
    public String toString() {
        return "app " + app + " told "
                + told.values().stream().mapToInt(Set::size).sum() + " of "
                + sent.values().stream().mapToInt(Set::size).sum() + " messages, " + repeated + " more than once; "
                + receipts.size() + " receipts of " + asked.size();
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }

    private static String id(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader("deli-message-id");
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
