package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Points in time as RFC 3339 writes them. */
final class Timestamps {
    static final String EXPECTED = "a time like 2026-01-31T08:00:00Z";

    private static final int NEWEST_YEAR = 9999;

    private Timestamps() {}

    static Optional<Instant> parse(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.getYear() >= 0 && time.getYear() <= NEWEST_YEAR
                    ? Optional.of(time.toInstant())
                    : Optional.empty();
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    static void write(String name, @Nullable Instant time, JsonGenerator out) throws IOException {
        if (time == null) {
            out.writeNullField(name);
        } else {
            out.writeStringField(name, time.toString());
        }
    }
}
