package io.deligate.registryservice.trace;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages of a device.
 *
 * @param messages the newest first
 * @param completeSince since when none is missing; null = as far back as Kafka keeps them
 */
public record Recent(List<TracedMessage> messages, @Nullable Instant completeSince) {
    public Recent {
        messages = List.copyOf(messages);
    }
}
