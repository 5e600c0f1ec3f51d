package io.deligate.otaservice.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Moments as the database keeps them: to the millisecond, like the records that tell of them. */
final class Times {
    private Times() {}

    static OffsetDateTime write(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime writeOrNull(@Nullable Instant moment) {
        return moment == null ? null : write(moment);
    }

    static @Nullable Instant readOrNull(@Nullable OffsetDateTime stored) {
        return stored == null ? null : stored.toInstant();
    }
}
