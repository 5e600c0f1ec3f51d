package io.deligate.registryservice.command;

import io.deligate.protocol.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command as its caller sees it: nothing of what it told the device, which may be secret, but the name of a 200.
 *
 * @param number rises from command to command
 * @param drop the account that the device may upload its logs with, null when it has none of the platform's
 * @param outcome null until the end
 * @param answer null until the device has answered
 */
public record Command(
        CommandId id,
        long number,
        DeviceId device,
        CommandKind kind,
        @Nullable String cmd,
        @Nullable String userId,
        String mid,
        CommandState state,
        @Nullable Outcome outcome,
        @Nullable Answer answer,
        @Nullable String drop,
        Instant createdAt,
        Instant deadline) {
    /**
     * How it ended.
     *
     * @param code the device's own, or the platform's reply code when the device did not answer in time
     */
    public record Outcome(long code, String msg, Instant at) {}

    /**
     * What the device answered.
     *
     * @param data its {@code data} as the device spelt it, null when that was too long to keep
     * @param bytes how long it was
     * @param late whether the end had come before (R100)
     */
    public record Answer(@Nullable String data, int bytes, boolean late) {}
}
