package io.deligate.registryservice.sealing;

import io.deligate.apiaccess.SecretKeys;
import io.deligate.protocol.DeviceId;

/**
 * The keys under which devices' own passwords are hashed: one for each secret, derived from the platform's secret key and
 * from whose secret it is. Edges get the keys of the devices they ask about and never the platform's.
 */
public final class VerifierKeys {
    private final byte[] pepper;

    public VerifierKeys(SecretKeys keys) {
        this.pepper = keys.derive("device secrets");
    }

    /** The same for the same ids; neither id holds the character that separates them. */
    public byte[] of(DeviceId device, String secretId) {
        return SecretKeys.mac(pepper, SecretKeys.bytes(device.value() + '\0' + secretId));
    }
}
