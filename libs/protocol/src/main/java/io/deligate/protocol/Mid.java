package io.deligate.protocol;

import java.util.function.Function;
import java.util.function.LongFunction;

/** The id a sender gave its message; echoed in the same JSON type and never interpreted (A27, A28). */
public sealed interface Mid permits Mid.Text, Mid.Number {
    <R> R match(Function<String, R> text, LongFunction<R> number);

    static Mid of(String text) {
        return new Text(text);
    }

    static Mid of(long number) {
        return new Number(number);
    }

    /** A mid sent as a JSON string of at most 64 characters, counted as Unicode code points (R49, R52). */
    record Text(String value) implements Mid {
        public static final int MAX_LENGTH = 64;

        public Text {
            if (!isValid(value)) {
                throw BadValue.of("mid", value, "at most 64 characters");
            }
        }

        static boolean isValid(String text) {
            return Texts.fits(text, MAX_LENGTH);
        }

        @Override
        public <R> R match(Function<String, R> text, LongFunction<R> number) {
            return text.apply(value);
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** A mid sent as a JSON integer (R50). */
    record Number(long value) implements Mid {
        @Override
        public <R> R match(Function<String, R> text, LongFunction<R> number) {
            return number.apply(value);
        }

        @Override
        public String toString() {
            return Long.toString(value);
        }
    }
}
