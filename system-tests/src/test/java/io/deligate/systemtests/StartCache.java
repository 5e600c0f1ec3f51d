package io.deligate.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * What a first start has loaded and checked, kept for the many starts of these tests: a start takes a third less of the
 * processor. Made once for each build of the platform, by whichever JVM of tests comes first.
 */
final class StartCache {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(180);

    /** How the options of the virtual machine are given to the start script. */
    private static final String OPTIONS = "DELIGATE_JAVA_OPTS";

    /** Whoever needs it first may be small, or of a cluster. */
    private static final String MAKING = "-Xmx512m -XX:MaxDirectMemorySize=256m -XX:TieredStopAtLevel=1";

    private StartCache() {}

    /** The options with the cache, made when there is none for this build. */
    static String addedTo(String options) {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            Path built = DeligateProcess.home().resolve("deploy/standalone/target/dist/complete");
            if (!Files.exists(built)) {
                return options;
            }
            Path cache =
                    target.resolve("start-" + Files.getLastModifiedTime(built).toMillis() + ".jsa");
            try (FileChannel channel = FileChannel.open(
                            target.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.exists(cache)) {
                    make(cache, Files.createTempDirectory(target, "start-"));
                }
            }
            return Files.exists(cache) ? options + " -XX:SharedArchiveFile=" + cache : options;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return options;
        }
    }

    private static void make(Path cache, Path folder) throws IOException, InterruptedException {
        Path made = folder.resolve("made.jsa");
        try (DeligateProcess first = DeligateProcess.startPlainly(
                Map.of(OPTIONS, MAKING + " -XX:ArchiveClassesAtExit=" + made),
                "up",
                "--data",
                folder.resolve("data").toString())) {
            first.awaitLine("deligate is ready");
            first.terminate();
            int code = first.exitCode(STOPS_WITHIN);
            if (code == 0 && Files.exists(made)) {
                var unused = Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
