package io.deligate.apiaccess;

import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.StartFailure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives one key per purpose from the platform's secret key (HKDF, RFC 5869, with SHA-256). */
public final class SecretKeys {
    private static final String MAC = "HmacSHA256";
    private static final String SALT = "deligate registry";
    private static final int SHORTEST = 16;

    private final byte[] extracted;

    public SecretKeys(Secret secretKey) {
        if (secretKey.reveal().length() < SHORTEST) {
            throw new StartFailure(
                    "secret-key is too short", SHORTEST + " characters or more; set DELIGATE_SECRET_KEY");
        }
        this.extracted = mac(bytes(SALT), bytes(secretKey.reveal()));
    }

    /** 32 bytes that say nothing about the keys of other purposes. */
    public byte[] derive(String purpose) {
        return mac(extracted, bytes(purpose + '\u0001'));
    }

    public static byte[] mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(MAC + " is missing", impossible);
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
