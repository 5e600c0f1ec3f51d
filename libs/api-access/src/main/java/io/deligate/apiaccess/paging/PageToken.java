package io.deligate.apiaccess.paging;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where a page begins, as callers hand it back: nothing they should read. */
public final class PageToken {
    private static final int LONGEST = 512;

    private PageToken() {}

    /** The token of the page behind that key. */
    public static String of(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The key, empty when an earlier page cannot have given this token. */
    public static Optional<String> key(String token) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            String key = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return key.indexOf('\0') < 0 ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
