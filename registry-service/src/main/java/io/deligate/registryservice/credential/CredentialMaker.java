package io.deligate.registryservice.credential;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryview.CredentialVerifier;
import io.deligate.servicekit.config.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Makes passwords up and turns them into what may be stored. */
public final class CredentialMaker {
    private static final int PASSWORD_BYTES = 24;
    private static final int ID_BYTES = 9;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final VerifierKeys keys;
    private final SecureRandom random = new SecureRandom();

    public CredentialMaker(VerifierKeys keys) {
        this.keys = keys;
    }

    /** 192 bits nobody can guess, in base64url. */
    public Secret newPassword() {
        return new Secret(random(PASSWORD_BYTES));
    }

    /** The pair under a new id, hashed; what is given for the times is kept as it is. */
    public NewSecret hashed(DeviceId device, Credentials credentials, Instant notBefore, @Nullable Instant notAfter) {
        String id = random(ID_BYTES);
        byte[] hash = CredentialVerifier.hash(
                keys.of(device, id), credentials.password().reveal());
        return new NewSecret(device, id, credentials.username(), hash, notBefore, notAfter);
    }

    /** What tells whether another password is that of the stored secret. */
    public CredentialVerifier verifier(NewSecret secret) {
        return new CredentialVerifier(
                secret.username(),
                keys.of(secret.device(), secret.id()),
                secret.hash(),
                secret.notBefore(),
                secret.notAfter());
    }

    private String random(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return TEXT.encodeToString(value);
    }
}
