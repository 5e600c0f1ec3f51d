package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** What a user id must be to stand in {@code from}. */
final class UserId {
    private static final int MAX_LENGTH = 64;

    private UserId() {}

    static void check(@Nullable String userId) {
        if (userId != null && (userId.isEmpty() || userId.length() > MAX_LENGTH)) {
            throw BadValue.of("user_id", userId, "1 to 64 characters");
        }
    }
}
