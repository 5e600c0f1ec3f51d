package io.deligate.streams.topic;

import java.util.regex.Pattern;

/** The name of one edge; part of its down topic's name, so it holds only what a Kafka topic name may. */
public record EdgeId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public EdgeId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "edge.id: " + value + " (expected: 1 to 64 letters, digits, '.', '_' or '-')");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
