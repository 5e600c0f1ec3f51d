package io.deligate.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.metadata.storage.Formatter;

/** Formats the broker's folder on first start and refuses one that is damaged or belongs to another cluster. */
final class KafkaFolder {
    /** One fixed name: a folder with another one was written by another broker and is not ours to open. */
    private static final String CLUSTER_ID = "RGVsaWdhdGVFbWJlZGRlZA";

    private static final List<String> WRITTEN_BEFORE_IDENTITY = List.of("bootstrap.checkpoint", ".lock");

    private KafkaFolder() {}

    static Path prepare(DataFolder data) {
        Path logs = data.resolve("logs");
        Path identity = logs.resolve("meta.properties");
        try {
            if (Files.exists(identity)) {
                check(data, identity);
                return logs;
            }
            if (holdsMoreThanAHalfFormat(logs)) {
                throw data.damaged("logs/meta.properties is missing", null);
            }
            Files.createDirectories(logs);
            Files.deleteIfExists(logs.resolve("bootstrap.checkpoint"));
        } catch (IOException why) {
            throw data.failed("data folder " + data.path() + " cannot be read: " + why.getMessage(), why);
        }
        format(data, logs);
        return logs;
    }

    private static boolean holdsMoreThanAHalfFormat(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            return false;
        }
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> !WRITTEN_BEFORE_IDENTITY.contains(name) && !name.startsWith("meta.properties"));
        }
    }

    private static void check(DataFolder data, Path identity) throws IOException {
        Properties written = new Properties();
        try (InputStream in = Files.newInputStream(identity)) {
            written.load(in);
        } catch (IllegalArgumentException why) {
            throw data.damaged("logs/meta.properties is unreadable", why);
        }
        String cluster = written.getProperty("cluster.id");
        if (cluster == null || written.getProperty("node.id") == null || written.getProperty("version") == null) {
            throw data.damaged("logs/meta.properties names no cluster.id, node.id or version", null);
        }
        if (!cluster.equals(CLUSTER_ID)) {
            throw data.damaged("logs/meta.properties has the cluster id " + cluster + ", not " + CLUSTER_ID, null);
        }
        if (!written.getProperty("node.id").equals(Integer.toString(KafkaSettings.NODE_ID))) {
            throw data.damaged(
                    "logs/meta.properties has the node id " + written.getProperty("node.id") + ", not "
                            + KafkaSettings.NODE_ID,
                    null);
        }
    }

    // Formatter.run declares Exception
    private static void format(DataFolder data, Path logs) {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(KafkaSettings.NODE_ID)
                    .setClusterId(CLUSTER_ID)
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .run();
        } catch (Exception why) {
            throw data.failed("data folder " + data.path() + " cannot be formatted: " + why.getMessage(), why);
        }
    }
}
