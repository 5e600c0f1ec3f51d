package io.deligate.registryservice.sealing;

import io.deligate.apiaccess.SecretKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for the database: AES-256-GCM, bound to what they belong to, so that a sealed value copied to
 * another row does not open. Layout: one byte of format, 12 of nonce, the text with its 16-byte tag.
 */
public final class Sealer {
    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    public Sealer(SecretKeys keys) {
        this.key = new SecretKeySpec(keys.derive("seal"), "AES");
    }

    /** The text, readable only with the same key and the same {@code owner}. */
    public byte[] seal(String text, String owner) {
        return sealBytes(text.getBytes(StandardCharsets.UTF_8), owner);
    }

    /** As {@link #seal}, for what is no text. */
    public byte[] sealBytes(byte[] bytes, String owner) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, bytes, owner);
        return ByteBuffer.allocate(1 + NONCE + sealed.length)
                .put(FORMAT)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** The text that was sealed for {@code owner}; throws {@link SealBroken} when this key does not open it. */
    public String open(byte[] sealed, String owner) {
        return new String(openBytes(sealed, owner), StandardCharsets.UTF_8);
    }

    /** As {@link #open}, for what is no text. */
    public byte[] openBytes(byte[] sealed, String owner) {
        if (sealed.length <= 1 + NONCE || sealed[0] != FORMAT) {
            throw new SealBroken(owner);
        }
        ByteBuffer parts = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        byte[] nonce = new byte[NONCE];
        parts.get(nonce);
        byte[] text = new byte[parts.remaining()];
        parts.get(text);
        return run(Cipher.DECRYPT_MODE, nonce, text, owner);
    }

    private byte[] run(int mode, byte[] nonce, byte[] text, String owner) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException refused) {
            throw new SealBroken(owner);
        }
    }
}
