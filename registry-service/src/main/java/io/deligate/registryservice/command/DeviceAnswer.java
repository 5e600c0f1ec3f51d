package io.deligate.registryservice.command;

import io.deligate.protocol.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it arrived, not matched to a command yet.
 *
 * @param data as the device spelt it, null when it is too long to keep
 */
public record DeviceAnswer(
        DeviceId device,
        CommandKind kind,
        String mid,
        long code,
        String msg,
        @Nullable String data,
        int bytes) {
    /** What it means for its command. */
    public Signal signal() {
        return code == 0 ? Signal.DONE : Signal.REFUSED;
    }
}
