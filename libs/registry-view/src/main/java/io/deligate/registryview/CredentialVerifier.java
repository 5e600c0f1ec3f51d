package io.deligate.registryview;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What tells whether a user name and password are a device's own pair, without holding the password (design D13).
 *
 * <p>The hash is HMAC-SHA256 of the password under a key that the registry derives for this one secret. The key stands
 * in no database and opens nothing else, so neither a copy of the database nor one verifier is of use elsewhere.
 */
public final class CredentialVerifier {
    private static final String MAC = "HmacSHA256";

    private final String username;
    private final byte[] key;
    private final byte[] hash;
    private final Instant notBefore;
    private final @Nullable Instant notAfter;

    /**
     * @param notBefore the first moment at which the pair opens
     * @param notAfter the first moment at which it does not open any more, null when it never ends
     */
    public CredentialVerifier(String username, byte[] key, byte[] hash, Instant notBefore, @Nullable Instant notAfter) {
        this.username = username;
        this.key = key.clone();
        this.hash = hash.clone();
        this.notBefore = notBefore;
        this.notAfter = notAfter;
    }

    /** The hash as registry and edges compute it. */
    public static byte[] hash(byte[] key, String password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(MAC + " is missing", impossible);
        }
    }

    /** Whether this is the pair, whenever it is valid; takes the same time whichever half is wrong. */
    public boolean matches(String givenUsername, String password) {
        boolean same = MessageDigest.isEqual(
                username.getBytes(StandardCharsets.UTF_8), givenUsername.getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(hash, hash(key, password)) & same;
    }

    public boolean isValidAt(Instant now) {
        return !now.isBefore(notBefore) && (notAfter == null || now.isBefore(notAfter));
    }

    String username() {
        return username;
    }

    byte[] key() {
        return key.clone();
    }

    byte[] hash() {
        return hash.clone();
    }

    Instant notBefore() {
        return notBefore;
    }

    @Nullable
    Instant notAfter() {
        return notAfter;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CredentialVerifier that
                && username.equals(that.username)
                && MessageDigest.isEqual(key, that.key)
                && MessageDigest.isEqual(hash, that.hash)
                && notBefore.equals(that.notBefore)
                && Objects.equals(notAfter, that.notAfter);
    }

    @Override
    public int hashCode() {
        return 31 * username.hashCode() + Arrays.hashCode(hash);
    }

    /** Neither key nor hash: with both, a weak password can be guessed. */
    @Override
    public String toString() {
        return "CredentialVerifier[username=" + username + ", notBefore=" + notBefore + ", notAfter=" + notAfter + "]";
    }
}
