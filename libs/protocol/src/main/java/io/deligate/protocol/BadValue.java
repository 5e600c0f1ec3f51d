package io.deligate.protocol;

/** Words the refusal of a value the same way everywhere: {@code name: value (expected: ...)}. */
final class BadValue {
    private static final int SHOWN = 80;

    private BadValue() {}

    static IllegalArgumentException of(String name, Object value, String expected) {
        return new IllegalArgumentException(
                name + ": " + Texts.cut(String.valueOf(value), SHOWN) + " (expected: " + expected + ")");
    }
}
