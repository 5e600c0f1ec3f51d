package io.deligate.testkit.ledger;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which requests of devices were accepted, and which were answered: each accepted one must be. Thread-safe. */
public final class AnswerLedger {
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> orphaned = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    /** PUBACK or PUBREC has come; whether its answer is still to come. */
    @CanIgnoreReturnValue
    public boolean accepted(String mid) {
        accepted.add(mid);
        return !answered.contains(mid);
    }

    /** The device has its answer, perhaps before the acknowledgement and perhaps not for the first time. */
    public void answered(String mid) {
        answered.add(mid);
    }

    /** Its device has lost the connection that the answer would have come over, and has to ask again. */
    public void orphaned(String mid) {
        orphaned.add(mid);
    }

    public int accepted() {
        return accepted.size();
    }

    /** Accepted, not answered, and its device stayed connected; must be empty when all is settled. */
    public List<String> unanswered() {
        return accepted.stream()
                .filter(mid -> !answered.contains(mid) && !orphaned.contains(mid))
                .sorted()
                .toList();
    }
}
