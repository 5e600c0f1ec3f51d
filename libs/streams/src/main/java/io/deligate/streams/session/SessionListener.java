package io.deligate.streams.session;

import io.deligate.protocol.DeviceId;

/** Hears of every session that begins, in the order of the session topic, on the directory's thread. */
public interface SessionListener {
    void opened(DeviceId device, LiveSession session);
}
