package io.deligate.registryservice.command;

import io.deligate.protocol.DeviceId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a device to do.
 *
 * @param userId the user on whose behalf, null for the platform itself
 * @param timeout from the order to the end, whatever happens in between
 */
public record CommandOrder(DeviceId device, @Nullable String userId, Instruction instruction, Duration timeout) {
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    public CommandOrder {
        if (timeout.toSeconds() < 1 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout_s: " + timeout.toSeconds() + " (expected: 1 to " + LONGEST_TIMEOUT.toSeconds() + ")");
        }
    }

    /** The same order with another instruction. */
    CommandOrder with(Instruction another) {
        return new CommandOrder(device, userId, another, timeout);
    }
}
