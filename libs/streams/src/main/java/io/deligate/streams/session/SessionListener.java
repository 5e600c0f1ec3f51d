package io.deligate.streams.session;

import io.deligate.protocol.DeviceId;

/** Hears of every session that begins or ends, in the order of the session topic, on the directory's thread. */
public interface SessionListener {
    void opened(DeviceId device, LiveSession session);

    /** The device is offline, perhaps since before; not told of sessions that a newer one has replaced. */
    default void ended(SessionRecord.Offline end) {}
}
