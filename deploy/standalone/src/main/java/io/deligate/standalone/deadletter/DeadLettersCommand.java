package io.deligate.standalone.deadletter;

import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.config.PlatformVariables;
import io.deligate.servicekit.process.Terminal;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an operator does with records that could not be processed. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Records that could not be processed: list them, or put them back where they came from.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Kafka is found by DELIGATE_KAFKA_BOOTSTRAP, the topics by DELIGATE_TOPIC_PREFIX."})
public final class DeadLettersCommand implements Runnable {
    private static final int FAILED = 1;
    private static final int MISCONFIGURED = 2;

    private final Terminal terminal;
    private final Map<String, String> env;

    @Spec
    private @Nullable CommandSpec spec;

    /** What of the settings of a service this command needs. */
    record Settings(KafkaConfig kafka, String topicPrefix) {}

    public DeadLettersCommand(Terminal terminal, Map<String, String> env) {
        this.terminal = terminal;
        this.env = env;
    }

    @Override
    public void run() {
        throw wrong("no command (expected: list or replay)");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows what lies there, the oldest first.")
    int list(
            @Mixin Selection selection,
            @Option(names = "--all", description = "Also those that were put back already.") boolean all) {
        return withBox(box -> {
            Set<String> replayed = box.replayed();
            Counts counts = new Counts();
            box.read(letter -> {
                boolean done = replayed.contains(letter.place());
                if (selection.includes(letter) && (all || !done)) {
                    counts.done++;
                    line("%s  %s  from %s  key %s%s  %s"
                            .formatted(
                                    letter.place(),
                                    letter.since(),
                                    letter.origin(),
                                    letter.key(),
                                    done ? "  replayed" : "",
                                    letter.reason()));
                }
            });
            line(counts.done + " dead letters");
            return 0;
        });
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description =
                    "Puts letters back into the topic they came from, each once: bytes, key and headers as they were.")
    int replay(
            @Mixin Selection selection,
            @Option(names = "--all", description = "Every letter.") boolean all,
            @Option(names = "--again", description = "Also those that were put back already.") boolean again,
            @Option(names = "--dry-run", description = "Only says what would be done.") boolean dryRun) {
        if (!all && !selection.isGiven()) {
            throw wrong("nothing selected (expected: --at, --origin, --key, --reason or --all)");
        }
        return withBox(box -> {
            Set<String> replayed = box.replayed();
            Counts counts = new Counts();
            box.read(letter -> {
                if (selection.includes(letter)) {
                    if (replayed.contains(letter.place()) && !again) {
                        counts.before++;
                    } else {
                        replay(box, letter, dryRun, counts);
                    }
                }
            });
            line("%d %s, %d replayed before, %d not possible"
                    .formatted(
                            counts.done, dryRun ? "would be replayed" : "replayed", counts.before, counts.impossible));
            return counts.impossible == 0 ? 0 : FAILED;
        });
    }

    private void replay(DeadLetterBox box, DeadLetter letter, boolean dryRun, Counts counts) {
        String obstacle = box.obstacle(letter);
        if (!obstacle.isEmpty()) {
            counts.impossible++;
            line(letter.place() + "  not replayed: " + obstacle);
            return;
        }
        try {
            line(letter.place() + "  -> " + (dryRun ? letter.originTopic() : box.replay(letter)));
            counts.done++;
        } catch (IllegalStateException failed) {
            counts.impossible++;
            line(letter.place() + "  " + failed.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", stop);
        }
    }

    /** What a command has counted so far. */
    private static final class Counts {
        private int done;
        private int before;
        private int impossible;
    }

    private interface Work {
        int in(DeadLetterBox box);
    }

    private int withBox(Work work) {
        Settings settings;
        try {
            settings = ConfigLoader.load(
                    new Settings(KafkaConfig.defaults(), TopicNames.DEFAULT_PREFIX),
                    null,
                    env,
                    PlatformVariables.names());
        } catch (ConfigException wrong) {
            wrong.problems().forEach(problem -> terminal.err().println("deligate: " + problem));
            return MISCONFIGURED;
        }
        try (DeadLetterBox box = new DeadLetterBox(settings.kafka(), new TopicNames(settings.topicPrefix()))) {
            return work.in(box);
        } catch (KafkaException unreachable) {
            String reason = String.valueOf(unreachable.getMessage());
            String place = "kafka at " + settings.kafka().bootstrap() + ": ";
            terminal.err().println("deligate: " + (reason.startsWith(place) ? reason : place + reason));
            return FAILED;
        }
    }

    /** Keys and reasons come from devices and apps: what would move the cursor or begin a line of its own is spelled out. */
    private void line(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            switch (Character.getType(each)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> printable.append("\\u").append("%04x".formatted(each));
                default -> printable.appendCodePoint(each);
            }
        });
        terminal.out().println(printable);
    }

    private ParameterException wrong(String why) {
        if (spec == null) {
            throw new IllegalStateException(why);
        }
        return new ParameterException(spec.commandLine(), why);
    }
}
