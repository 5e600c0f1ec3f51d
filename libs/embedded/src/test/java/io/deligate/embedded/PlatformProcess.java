package io.deligate.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JVM of its own that holds both parts until its input ends or it is killed; its log says how long things took. */
public final class PlatformProcess {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformProcess.class);

    private PlatformProcess() {}

    public static void main(String[] args) throws Exception {
        long began = System.nanoTime();
        Path data = Path.of(args[0]);
        Path binaries = Path.of(args[1]);
        CompletableFuture<EmbeddedPostgres> starting =
                CompletableFuture.supplyAsync(() -> postgres(data, binaries, began));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"), 0, LOG::error)) {
            say("kafka", kafka.bootstrap(), began);
            try (Client client = new Client(kafka.bootstrap())) {
                client.createTopic("survivors");
                client.produce("survivors", "one");
            }
            say("acknowledged", "one", began);
            try (EmbeddedPostgres postgres = starting.get()) {
                say("ready", postgres.uri(), began);
                waitForTheEnd();
            }
        }
        say("closed", "both", began);
    }

    private static EmbeddedPostgres postgres(Path data, Path binaries, long began) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve("postgres"), 0, binaries, LOG::error);
        say("postgres", postgres.uri(), began);
        return postgres;
    }

    private static void say(String what, String value, long began) {
        LOG.warn("{} {} after {} ms", what, value, (System.nanoTime() - began) / 1_000_000);
    }

    private static void waitForTheEnd() throws IOException {
        int end = System.in.read();
        LOG.warn("input ended with {}", end);
    }
}
