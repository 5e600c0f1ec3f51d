package io.deligate.registryservice.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Points in time in the form the database client takes. */
final class Times {
    private Times() {}

    static OffsetDateTime write(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime writeOrNull(@Nullable Instant time) {
        return time == null ? null : write(time);
    }

    static @Nullable Instant readOrNull(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
