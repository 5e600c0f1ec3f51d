package io.deligate.registryservice.refusal;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.refusal.RefusalRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What an operator reads about a device's newest trouble. */
public record LastError(DeviceId device, Instant at, String text) {
    static LastError of(RefusalRecord refusal) {
        String where = refusal.ip().isEmpty() ? "" : ", " + refusal.ip();
        return new LastError(
                refusal.device(),
                refusal.time(),
                refusal.what().label() + " refused: " + refusal.reason() + " ("
                        + refusal.time().truncatedTo(ChronoUnit.SECONDS) + where + ")");
    }

    LastError orNewer(LastError other) {
        return other.at.isAfter(at) ? other : this;
    }
}
