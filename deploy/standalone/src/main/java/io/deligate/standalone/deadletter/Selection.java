package io.deligate.standalone.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command is about; what is not said does not count. */
final class Selection {
    @Option(names = "--at", paramLabel = "PARTITION/OFFSET", description = "This one; may be repeated.")
    private @Nullable List<String> places;

    @Option(names = "--origin", paramLabel = "TOPIC", description = "Those that came from this topic.")
    private @Nullable String origin;

    @Option(names = "--key", paramLabel = "KEY", description = "Those with this key, a device id mostly.")
    private @Nullable String key;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Those whose reason contains this text.")
    private @Nullable String reason;

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
