package io.deligate.servicekit.process.sample;

import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.ServiceProcess;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** A service as small as it can be, run by the tests in a JVM of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(ServiceProcess.of("sample", SampleConfig.defaults(), Main::assemble)
                .run(args, System.getenv()));
    }

    static Future<?> assemble(Platform platform, SampleConfig config, Parts parts) {
        parts.note("its key is nowhere");
        return parts.start("first", () -> Future.succeededFuture("first"), first -> stopFirst(config, parts))
                .compose(first -> parts.deploy("listener", new ListenVerticle(config.sample(), parts)))
                .compose(id -> trouble(platform, config, parts));
    }

    private static Future<?> stopFirst(SampleConfig config, Parts parts) {
        parts.ready("first", "its way out");
        return config.sample().mood() == SampleConfig.Mood.NEVER_STOPS ? never() : Future.succeededFuture();
    }

    private static Future<?> trouble(Platform platform, SampleConfig config, Parts parts) {
        return switch (config.sample().mood()) {
            case GOOD, NEVER_STOPS -> Future.succeededFuture();
            case NEVER_STARTS -> parts.start("second", () -> announcedNever(parts), second -> never());
            case FAILS_TO_START -> parts.start("second", () -> Future.failedFuture("no luck"), second -> never());
            case GIVES_UP -> {
                platform.vertx().runOnContext(now -> parts.abort("broker", new IllegalStateException("disk full")));
                yield Future.succeededFuture();
            }
            case COMPLAINS_THE_JDKS_WAY -> {
                var library = Logger.getLogger("org.example.library.Exporter");
                library.log(Level.SEVERE, "not exported", new IllegalStateException("no collector"));
                library.fine("tried to export");
                LoggerFactory.getLogger(Main.class)
                        .atInfo()
                        .addKeyValue("device_id", new SampleId("D-1"))
                        .addKeyValue("action", 100)
                        .addKeyValue("reason", new IllegalStateException("no luck"))
                        .addKeyValue("after", Duration.ofSeconds(3))
                        .log("two\nlines");
                yield Future.succeededFuture();
            }
        };
    }

    /** Behind the line the part is under way: a signal that came before it would find nothing to wait for. */
    private static Future<Object> announcedNever(Parts parts) {
        parts.ready("second", "its way");
        return never();
    }

    private static Future<Object> never() {
        return Promise.promise().future();
    }

    private record SampleId(String value) {
        @Override
        public String toString() {
            return value;
        }
    }
}
