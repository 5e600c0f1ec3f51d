package io.deligate.registryservice.product;

import io.deligate.servicekit.config.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes product keys. */
public final class ProductKeys {
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    /** 32 hexadecimal digits: 128 bits nobody can guess, and nothing a firmware author could misread. */
    public Secret newKey() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes));
    }
}
