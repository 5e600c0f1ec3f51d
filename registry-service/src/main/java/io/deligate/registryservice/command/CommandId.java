package io.deligate.registryservice.command;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names one command; nobody can guess it. */
public record CommandId(UUID value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    public static CommandId random() {
        return new CommandId(UUID.randomUUID());
    }

    /** The id of its written form, or empty. */
    public static Optional<CommandId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new CommandId(UUID.fromString(text))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
