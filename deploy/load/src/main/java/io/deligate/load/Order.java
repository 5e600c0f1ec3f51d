package io.deligate.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a generator is to do.
 *
 * @param connections how many devices
 * @param connectRate connects begun per second until all are in
 * @param rate messages per second of all devices together (open loop)
 * @param inFlight messages a device has on its way at most (closed loop), or connects on their way at most
 * @param payload bytes of a message
 * @param action the action of a message
 * @param subscribe a broadcast topic, empty = none
 * @param trust PEM file of the authority to trust; empty = no TLS
 */
record Order(
        Shape shape,
        Goal goal,
        String target,
        int connections,
        int connectRate,
        double rate,
        int inFlight,
        int payload,
        int action,
        String model,
        String productKey,
        String idPrefix,
        String subscribe,
        String trust,
        Duration keepAlive,
        int threads) {

    /** How devices behave. */
    enum Shape {
        /** Messages at a constant rate, whatever happens to those before. */
        OPEN,
        /** A message when the one before is done. */
        CLOSED,
        /** They are there and listen. */
        IDLE,
        /** They ping again and again, to see how long the other side is busy with something else. */
        PINGS,
        /** They come and go. */
        CONNECTS
    }

    /** What a message waits for. */
    enum Goal {
        PUBACK,
        /** A message with the same {@code mid}. */
        ANSWER
    }

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("shape", "idle"),
            Map.entry("goal", "puback"),
            Map.entry("target", "127.0.0.1:1883"),
            Map.entry("connections", "1"),
            Map.entry("connect-rate", "1000"),
            Map.entry("rate", "1"),
            Map.entry("in-flight", "1"),
            Map.entry("payload", "200"),
            Map.entry("action", "300"),
            Map.entry("model", "BENCH1"),
            Map.entry("product-key", ""),
            Map.entry("id-prefix", "BENCH1_"),
            Map.entry("subscribe", ""),
            Map.entry("trust", ""),
            Map.entry("keep-alive", "600"),
            Map.entry("threads", "1"));

    /** From words of the form {@code key=value}. */
    static Order parse(String... words) {
        Map<String, String> given = new HashMap<>(DEFAULTS);
        for (String word : words) {
            int at = word.indexOf('=');
            String key = at < 0 ? word : word.substring(0, at);
            if (at < 0 || !DEFAULTS.containsKey(key)) {
                throw new IllegalArgumentException(
                        word + ": unknown (expected: key=value with one of " + names() + ")");
            }
            given.put(key, word.substring(at + 1));
        }
        return new Order(
                oneOf(Shape.class, given, "shape"),
                oneOf(Goal.class, given, "goal"),
                text(given, "target"),
                number(given, "connections", 1_000_000),
                number(given, "connect-rate", 1_000_000),
                number(given, "rate", 10_000_000),
                number(given, "in-flight", InFlight.MOST),
                number(given, "payload", 256 << 10),
                number(given, "action", 999),
                text(given, "model"),
                text(given, "product-key"),
                text(given, "id-prefix"),
                text(given, "subscribe"),
                text(given, "trust"),
                Duration.ofSeconds(number(given, "keep-alive", 65_535)),
                number(given, "threads", 64));
    }

    private static Set<String> names() {
        return new TreeSet<>(DEFAULTS.keySet());
    }

    private static String text(Map<String, String> given, String key) {
        return given.getOrDefault(key, "");
    }

    private static int number(Map<String, String> given, String key, int most) {
        String text = text(given, key);
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(key + ": " + text + " (expected: 1 to " + most + ")");
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, Map<String, String> given, String key) {
        String text = text(given, key);
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        String names = Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(key + ": " + text + " (expected: one of " + names + ")");
    }
}
