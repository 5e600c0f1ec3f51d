package io.deligate.registryservice.presence;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.session.SessionRecord;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Folds the session records of one batch into one change per device.
 *
 * <p>An online record's offset is the session's epoch; of one device the higher epoch is the newer session. An end that
 * names an epoch beyond every online record of the batch either belongs to a session the database knows, or the topic's
 * compaction has taken its online record: then the time of the end is the best that is left of its beginning.
 */
final class SessionBatch {
    /** In the order of the ids, so that two writers lock rows in the same order. */
    private final Map<DeviceId, SessionChange> changes = new TreeMap<>(Comparator.comparing(DeviceId::value));

    void add(SessionRecord record, long offset) {
        if (record instanceof SessionRecord.Online online) {
            began(SessionChange.first(
                    online.device(), online.product(), online.edge().value(), offset, online.time(), false));
        } else if (record instanceof SessionRecord.Offline offline) {
            ended(SessionChange.first(
                    offline.device(),
                    offline.product(),
                    offline.edge().value(),
                    offline.epoch(),
                    offline.time(),
                    true));
        }
    }

    Collection<SessionChange> changes() {
        return changes.values();
    }

    private void began(SessionChange session) {
        changes.merge(
                session.device(),
                session,
                (known, newer) -> newer.epoch() > known.epoch() ? known.followedBy(newer) : known);
    }

    private void ended(SessionChange end) {
        changes.merge(end.device(), end, (known, ending) -> {
            if (ending.epoch() > known.epoch()) {
                return known.followedBy(ending);
            }
            return ending.epoch() == known.epoch() ? known.asEnded() : known;
        });
    }
}
