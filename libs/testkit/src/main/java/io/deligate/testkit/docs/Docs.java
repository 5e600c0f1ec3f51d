package io.deligate.testkit.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks every Markdown document of the repository against the code.
 *
 * <p>A {@code CamelCase} word in backticks is a type of ours or a well-known foreign one; a relative link leads
 * somewhere; a JSON block with an {@code action} is a message the protocol can read.
 */
public final class Docs {
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules", "data");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w*)");
    private static final Set<String> FOREIGN = Set.of(
            "AssertJ",
            "AbstractVerticle",
            "ConfigMap",
            "CronJob",
            "DaemonSet",
            "EventBus",
            "HorizontalPodAutoscaler",
            "HttpServer",
            "JsonObject",
            "KafkaConsumer",
            "KafkaProducer",
            "KafkaRaftServer",
            "KafkaUser",
            "MqttServer",
            "NetServer",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "PodMonitor",
            "PrometheusRule",
            "ServiceMonitor",
            "StatefulSet",
            "VerticleBase",
            "VertxWrapper");

    private static final List<String> JDK = List.of(
            "java.lang.",
            "java.io.",
            "java.net.",
            "java.nio.file.",
            "java.time.",
            "java.util.",
            "java.util.concurrent.");

    private Docs() {}

    /** Checks all documents under the root; the failure lists every fault with file and line. */
    public static void check(Path root) {
        check(root, Set.of());
    }

    /** Like {@link #check(Path)}, with more names that are not ours. */
    public static void check(Path root, Set<String> alsoForeign) {
        List<String> faults = faults(root, alsoForeign);
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.size() + " faults in the documents:\n" + String.join("\n", faults));
        }
    }

    static List<String> faults(Path root, Set<String> alsoForeign) {
        List<Path> documents = new ArrayList<>();
        Set<String> types = new HashSet<>(FOREIGN);
        types.addAll(alsoForeign);
        for (Path file : files(root)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".md")) {
                documents.add(file);
            } else if (name.endsWith(".java")) {
                types.add(name.substring(0, name.length() - ".java".length()));
                addTypes(file, types);
            }
        }
        List<String> faults = new ArrayList<>();
        for (Path document : documents) {
            faults.addAll(new Document(root, document, types).faults());
        }
        return faults;
    }

    private static void addTypes(Path source, Set<String> types) {
        Matcher declared = TYPE.matcher(text(source));
        while (declared.find()) {
            types.add(declared.group(1));
        }
    }

    static boolean isJdkType(String name) {
        for (String jdkPackage : JDK) {
            try {
                var unused = Class.forName(jdkPackage + name, false, null);
                return true;
            } catch (ClassNotFoundException notThere) {
                // perhaps in the next package
            }
        }
        return false;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    private static List<Path> files(Path root) {
        List<Path> found = new ArrayList<>();
        try {
            var unused = Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean skipped = SKIPPED.contains(folder.getFileName().toString()) && !folder.equals(root);
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
        found.sort(null);
        return found;
    }
}
