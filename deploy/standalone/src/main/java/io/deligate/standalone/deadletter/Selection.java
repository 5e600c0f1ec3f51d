package io.deligate.standalone.deadletter;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which dead letters a command is about; what is not said does not count. */
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
final class Selection {
    private static final Pattern PLACE = Pattern.compile("[0-9]+/[0-9]+");

    private @Nullable List<String> places;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private @Nullable String origin;

    private @Nullable String key;

    private @Nullable String reason;

    @Option(names = "--origin", paramLabel = "TOPIC", description = "Those that came from this topic.")
    void origin(String topic) {
        origin = given("--origin", topic, "a topic");
    }

    @Option(names = "--key", paramLabel = "KEY", description = "Those with this key, a device id mostly.")
    void key(String text) {
        key = given("--key", text, "a key");
    }

    @Option(names = "--reason", paramLabel = "TEXT", description = "Those whose reason contains this text.")
    void reason(String text) {
        reason = given("--reason", text, "a part of the reason");
    }

    /** A script with an empty variable must not put back what it did not mean: every reason contains the empty text. */
    private String given(String option, String text, String expected) {
        if (text.isBlank()) {
            throw new ParameterException(command.commandLine(), option + ": empty (expected: " + expected + ")");
        }
        return text;
    }

    @Option(names = "--at", paramLabel = "PARTITION/OFFSET", description = "This one; may be repeated.")
    void at(List<String> wanted) {
        for (String place : wanted) {
            if (!PLACE.matcher(place).matches()) {
                throw new ParameterException(
                        command.commandLine(), "--at: " + place + " (expected: PARTITION/OFFSET as list shows it)");
            }
        }
        places = List.copyOf(wanted);
    }

    /** Whether anything was said. */
    boolean isGiven() {
        return places != null || origin != null || key != null || reason != null;
    }

    boolean includes(DeadLetter letter) {
        return (places == null || places.contains(letter.place()))
                && (origin == null || origin.equals(letter.originTopic()))
                && (key == null || key.equals(letter.key()))
                && (reason == null || letter.reason().contains(reason));
    }
}
