package io.deligate.servicekit.config;

import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How one kind of value is read, written and asked for. */
final class ValueType {
    static final ValueType DURATION =
            scalar("duration", "a duration such as 500ms, 10s, 5m or PT10S", ValueType::duration, ValueType::written);
    static final ValueType SECRET = scalar("secret", "a value that is not empty", Secret::new, Object::toString);
    static final ValueType LIST =
            new ValueType("list", "a list, in the environment separated by commas", Given::items, value -> {
                List<?> items = (List<?>) value;
                return items.stream().map(String::valueOf).collect(Collectors.joining(","));
            });

    private static final ValueType TEXT = scalar("text", "a text", Function.identity(), Object::toString);
    private static final ValueType INT =
            scalar("whole number", "a whole number", text -> Integer.valueOf(text.strip()), Object::toString);
    private static final ValueType LONG =
            scalar("whole number", "a whole number", text -> Long.valueOf(text.strip()), Object::toString);
    private static final ValueType DOUBLE = scalar("number", "a number", ValueType::number, Object::toString);
    private static final ValueType BOOLEAN =
            scalar("true or false", "true or false", ValueType::truth, Object::toString);

    private static final Map<Type, ValueType> SIMPLE = Map.ofEntries(
            Map.entry(String.class, TEXT),
            Map.entry(int.class, INT),
            Map.entry(Integer.class, INT),
            Map.entry(long.class, LONG),
            Map.entry(Long.class, LONG),
            Map.entry(double.class, DOUBLE),
            Map.entry(Double.class, DOUBLE),
            Map.entry(boolean.class, BOOLEAN),
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(Duration.class, DURATION),
            Map.entry(ByteSize.class, scalar("size", ByteSize.FORM, ByteSize::parse, Object::toString)),
            Map.entry(Path.class, scalar("path", "a path", Path::of, Object::toString)),
            Map.entry(URI.class, scalar("URI", "a URI", text -> URI.create(text.strip()), Object::toString)),
            Map.entry(Secret.class, SECRET));

    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

    private final String label;
    private final String expected;
    private final Function<Given, Object> reader;
    private final Function<Object, String> writer;

    private ValueType(String label, String expected, Function<Given, Object> reader, Function<Object, String> writer) {
        this.label = label;
        this.expected = expected;
        this.reader = reader;
        this.writer = writer;
    }

    private static ValueType scalar(
            String label, String expected, Function<String, ?> reader, Function<Object, String> writer) {
        return new ValueType(
                label,
                expected,
                given -> {
                    if (given.text() == null) {
                        throw new IllegalArgumentException("a list");
                    }
                    return reader.apply(given.text());
                },
                writer);
    }

    /** The type for a record component, or null when settings of that type do not exist. */
    static @Nullable ValueType of(Type type) {
        if (type instanceof Class<?> plain && plain.isEnum()) {
            return enumeration(plain);
        }
        if (type.getTypeName().equals("java.util.List<java.lang.String>")) {
            return LIST;
        }
        return SIMPLE.get(type);
    }

    String label() {
        return label;
    }

    String expected() {
        return expected;
    }

    boolean isSecret() {
        return this == SECRET;
    }

    /** Whether an empty value is a value: an empty text or an empty list. */
    boolean takesEmpty() {
        return this == TEXT || this == LIST;
    }

    /** Reads the value; fails with a {@link RuntimeException} of any kind when it has another form. */
    Object read(Given given) {
        return reader.apply(given);
    }

    String format(Object value) {
        return Masking.text(writer.apply(value));
    }

    private static ValueType enumeration(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        Function<Object, String> writer =
                value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-');
        String names = Arrays.stream(constants).map(writer).collect(Collectors.joining(", "));
        return scalar(
                "one of " + names,
                "one of " + names,
                text -> Arrays.stream(constants)
                        .filter(constant ->
                                writer.apply(constant).equals(text.strip().toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(text)),
                writer);
    }

    private static Double number(String text) {
        double value = Double.parseDouble(text.strip());
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private static Boolean truth(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (!plain.equals("true") && !plain.equals("false")) {
            throw new IllegalArgumentException(text);
        }
        return plain.equals("true");
    }

    private static Duration duration(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            try {
                return Duration.parse(text.strip());
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(text, e);
            }
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static String written(Object value) {
        Duration duration = (Duration) value;
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) {
            return duration.toString();
        }
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
