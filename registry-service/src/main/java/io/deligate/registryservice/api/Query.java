package io.deligate.registryservice.api;

import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.apiaccess.paging.PageToken;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameters of a call; one that was not read by the {@link #end} is unknown. */
final class Query {
    static final int LONGEST_TEXT = 128;
    static final String TEXT_EXPECTED = "1 to " + LONGEST_TEXT + " characters";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{0,18}");

    private final MultiMap parameters;
    private final Set<String> read = new HashSet<>();

    Query(MultiMap parameters) {
        this.parameters = parameters;
    }

    /** The parsed value, or null when the parameter is absent. */
    <T> @Nullable T value(String name, String expected, Function<String, Optional<T>> parser) {
        read.add(name);
        List<String> given = parameters.getAll(name);
        if (given.isEmpty()) {
            return null;
        }
        if (given.size() > 1) {
            throw bad(name, "given " + given.size() + " times", "once");
        }
        return parser.apply(given.get(0)).orElseThrow(() -> bad(name, "bad value", expected));
    }

    /** What {@code page_size} and {@code page_token} ask for. */
    PageRequest page() {
        return page(PageToken::key);
    }

    /** The same for a list whose keys are numbers. */
    PageRequest pageByNumber() {
        return page(
                token -> PageToken.key(token).filter(key -> NUMBER.matcher(key).matches()));
    }

    private PageRequest page(Function<String, Optional<String>> token) {
        Integer size = value("page_size", "1 to " + PageRequest.MOST, Query::size);
        String after = value("page_token", "a token as an earlier page gave it", token);
        return new PageRequest(size == null ? PageRequest.USUAL_SIZE : size, after == null ? "" : after);
    }

    /** A misspelt filter must not be taken for no filter. */
    void end() {
        for (String name : parameters.names()) {
            if (!read.contains(name)) {
                throw bad(
                        name,
                        "unknown parameter",
                        "one of " + String.join(", ", read.stream().sorted().toList()));
            }
        }
    }

    /** A text a filter may be. */
    static Optional<String> text(String text) {
        boolean usable = !text.isEmpty() && text.length() <= LONGEST_TEXT && text.indexOf('\0') < 0;
        return usable ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Integer> size(String text) {
        return integer(text, 1, PageRequest.MOST);
    }

    /** A whole number within bounds. */
    static Optional<Integer> integer(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static CallerFault bad(String name, String what, String expected) {
        return new CallerFault(Problem.parameter(name, what + " (expected: " + expected + ")"));
    }
}
