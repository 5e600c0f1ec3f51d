package io.deligate.servicekit.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps what is confidential out of everything that is printed. */
final class Masking {
    static final String MASK = "***";

    /** The password in {@code scheme://user:password@host}. */
    private static final Pattern USER_INFO = Pattern.compile("(://[^:/@\\s]*:)[^@\\s]+@");

    private static final Pattern TELLING_KEY =
            Pattern.compile("password|secret|token|credential|jaas|private|(^|[.-])key$");

    private Masking() {}

    static String text(String text) {
        return USER_INFO.matcher(text).replaceAll("$1" + MASK + "@");
    }

    /** Whether a key of an open block names something confidential; its type cannot tell, so its name has to. */
    static boolean isConfidential(String key) {
        return TELLING_KEY.matcher(key.toLowerCase(Locale.ROOT)).find();
    }
}
