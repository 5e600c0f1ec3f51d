package io.deligate.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a device shows when it connects. */
public record Credentials(String clientId, String userName, String password) {

    /** Those of a device of a product whose devices share a key: MD5 of id, model and key with dashes between. */
    public static Credentials ofProduct(String clientId, String model, String productKey) {
        return new Credentials(clientId, model, md5(clientId + "-" + model + "-" + productKey));
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Credentials[" + clientId + "]";
    }
}
