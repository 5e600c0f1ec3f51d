package io.deligate.appbridge.notice;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionRecord;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which session records are news to somebody who wants to know who is online, given that sessions replace each other and
 * ends of old ones come late.
 *
 * <p>An end is news unless it names a session that a newer one had replaced by then. That is known from the records that
 * came by here, and for the time before from the directory, which may be ahead: a session that began behind the record
 * says nothing about it. A beginning is news unless the device is known to be online. What is not remembered any more is
 * told once more.
 */
final class Presence {
    private static final int MOST = 200_000;

    private final Function<DeviceId, Optional<LiveSession>> directory;
    private final Cache<DeviceId, Last> seen =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    /** The newest session of a device and whether it has ended. */
    private record Last(long epoch, boolean online) {}

    /** @param directory the session a device has now, as far as is known */
    Presence(Function<DeviceId, Optional<LiveSession>> directory) {
        this.directory = directory;
    }

    /** Whether the device is online now, when that is news; {@code offset} is the record's. */
    Optional<Boolean> news(SessionRecord record, long offset) {
        Last last = seen.getIfPresent(record.device());
        if (record instanceof SessionRecord.Offline end) {
            long newest = Math.max(last == null ? -1 : last.epoch(), directoryBefore(end, offset));
            boolean isTold = last != null && last.epoch() == end.epoch() && !last.online();
            return newest > end.epoch() || isTold ? Optional.empty() : Optional.of(false);
        }
        return last != null && last.online() ? Optional.empty() : Optional.of(true);
    }

    private long directoryBefore(SessionRecord.Offline end, long offset) {
        return directory
                .apply(end.device())
                .map(LiveSession::epoch)
                .filter(epoch -> epoch < offset)
                .orElse(-1L);
    }

    /** What is remembered may have been overtaken. */
    void forget() {
        seen.invalidateAll();
    }

    /** The record has been told to whom it concerns, or was no news. */
    void done(SessionRecord record, long offset) {
        if (record instanceof SessionRecord.Offline end) {
            Last last = seen.getIfPresent(end.device());
            if (last == null || last.epoch() <= end.epoch()) {
                seen.put(end.device(), new Last(end.epoch(), false));
            }
        } else {
            seen.put(record.device(), new Last(offset, true));
        }
    }
}
