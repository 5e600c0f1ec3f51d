package io.deligate.testkit.ledger;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which requests of devices were accepted, and which were answered: each accepted one must be. Thread-safe. */
public final class AnswerLedger {
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    /** PUBACK or PUBREC has come. */
    public void accepted(String mid) {
        accepted.add(mid);
    }

    /** The device has its answer, perhaps before the acknowledgement and perhaps not for the first time. */
    public void answered(String mid) {
        answered.add(mid);
    }

    public int accepted() {
        return accepted.size();
    }

    /** Accepted and not answered; must be empty when all is settled. */
    public List<String> unanswered() {
        return accepted.stream().filter(mid -> !answered.contains(mid)).sorted().toList();
    }
}
