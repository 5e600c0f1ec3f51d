package io.deligate.servicekit.config;

import java.util.List;

/** Says which settings are wrong: one line each, in the form {@code key: value (expected: ...)}. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** The problem as it stands; its key is either complete or relative to the record that complains. */
    public ConfigException(String problem) {
        this(List.of(problem));
    }

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
