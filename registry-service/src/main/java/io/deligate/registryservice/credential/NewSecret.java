package io.deligate.registryservice.credential;

import io.deligate.protocol.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A device's pair as it is stored: the password only as its hash. */
public record NewSecret(
        DeviceId device,
        String id,
        String username,
        byte[] hash,
        Instant notBefore,
        @Nullable Instant notAfter) {
    /** Never the hash. */
    @Override
    public String toString() {
        return "NewSecret[device=" + device + ", id=" + id + "]";
    }
}
