package io.deligate.registryservice.credential;

import io.deligate.servicekit.config.Secret;

/** A user name and a password in clear, on their way in or on their one way out. */
public record Credentials(String username, Secret password) {
    /** The longest of either, in characters. */
    public static final int LONGEST = 128;

    /** What either may be, for messages. */
    public static final String EXPECTED = "1 to " + LONGEST + " characters, none of them a control character";

    public Credentials {
        if (!isUsable(username)) {
            throw new IllegalArgumentException("username: not usable (expected: " + EXPECTED + ")");
        }
        if (!isUsable(password.reveal())) {
            throw new IllegalArgumentException("password: not usable (expected: " + EXPECTED + ")");
        }
    }

    /** Whether a text can be a user name or a password. */
    public static boolean isUsable(String text) {
        return !text.isEmpty()
                && text.codePointCount(0, text.length()) <= LONGEST
                && text.codePoints().noneMatch(Credentials::isUnusable);
    }

    /** Half a character cannot be sent by any device. */
    private static boolean isUnusable(int c) {
        return Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE;
    }
}
