package io.deligate.mqttedge.access;

import io.deligate.protocol.DeviceId;
import io.deligate.registryview.ProductView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** Direct registration's password, {@code MD5(ClientID-Model-ProductKey)} as 32 hex digits of any case (A11). */
final class ProductKeyScheme {
    private static final int DIGEST_BYTES = 16;

    private ProductKeyScheme() {}

    /** Compares with every key, of which those that are valid now count, each in constant time. */
    static boolean matches(DeviceId device, ProductView product, String password, Instant now) {
        byte[] given = parse(password);
        if (given.length != DIGEST_BYTES) {
            return false;
        }
        boolean matches = false;
        for (var key : product.keys()) {
            String text = device.value() + "-" + product.model().value() + "-"
                    + key.secret().reveal();
            matches |= MessageDigest.isEqual(given, md5(text)) & key.isValidAt(now);
        }
        return matches;
    }

    private static byte[] parse(String hex) {
        try {
            return hex.length() == 2 * DIGEST_BYTES ? HexFormat.of().parseHex(hex) : new byte[0];
        } catch (IllegalArgumentException notHex) {
            return new byte[0];
        }
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }
}
