package io.deligate.registryservice.logdrop;

import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * An account that may upload for a while, and nothing else.
 *
 * @param user also the name of its folder
 * @param passwordHash keyed
 * @param left how long it still works
 */
public record DropAccount(String user, byte[] passwordHash, Duration left) {
    private static final Pattern USER = Pattern.compile("log[0-9a-f]{16}");

    public DropAccount {
        if (!isUser(user)) {
            throw new IllegalArgumentException("user: not one of ours (expected: log and 16 hexadecimal digits)");
        }
        passwordHash = passwordHash.clone();
    }

    /** Whether that can be the name of an account at all. */
    static boolean isUser(String name) {
        return USER.matcher(name).matches();
    }

    @Override
    public byte[] passwordHash() {
        return passwordHash.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DropAccount that
                && user.equals(that.user)
                && Arrays.equals(passwordHash, that.passwordHash)
                && left.equals(that.left);
    }

    @Override
    public int hashCode() {
        return user.hashCode();
    }

    @Override
    public String toString() {
        return "DropAccount[" + user + "]";
    }
}
