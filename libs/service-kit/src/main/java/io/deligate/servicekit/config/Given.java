package io.deligate.servicekit.config;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value as someone wrote it, before its type is known.
 *
 * @param text the scalar, or null when a list was written
 * @param items the list, or the scalar cut at its commas
 * @param source where it stands: a file with its line, or the name of an environment variable
 */
record Given(@Nullable String text, List<String> items, String source) {
    static Given scalar(String text, String source) {
        List<String> items = text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
        return new Given(text, items, source);
    }

    static Given list(List<String> items, String source) {
        return new Given(null, List.copyOf(items), source);
    }

    boolean isEmpty() {
        return text != null && text.isEmpty();
    }

    String shown() {
        return text == null ? items.toString() : text;
    }
}
