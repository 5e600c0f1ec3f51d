package io.deligate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.app.AppCredentials;
import io.deligate.testkit.docs.Repository;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** One of the example apps under {@code deploy/examples}, as a process of its own that may be killed and started again. */
final class ExampleApp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long A_MINUTE = 60;

    private final List<String> command;
    private final Path data;
    private final ProcessBuilder builder;
    private @Nullable Process running;

    /** The languages there is an example in. */
    enum Language {
        JAVA,
        NODE
    }

    private ExampleApp(List<String> command, Path work) {
        this.command = command;
        this.data = work.resolve("app-data");
        this.builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(work.resolve("output").toFile()));
        builder.environment().put("DATA", data.toString());
    }

    /** What its README says to install and run, in a folder of its own; skips the test where a tool is missing. */
    static ExampleApp prepared(Language language, Path work) throws IOException, InterruptedException {
        Files.createDirectories(work);
        Path examples = Repository.root().resolve("deploy/examples");
        return switch (language) {
            case JAVA ->
                new ExampleApp(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx128m",
                                "-jar",
                                examples.resolve("attendance-java/target/attendance-java.jar")
                                        .toString()),
                        work);
            case NODE -> node(examples.resolve("attendance-node"), work);
        };
    }

    private static ExampleApp node(Path sources, Path work) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                isInstalled("node") && isInstalled("npm"),
                "node or npm is not installed here: the Node.js example is not exercised");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, work.resolve(file.getFileName()));
            }
        }
        Process install = new ProcessBuilder("npm", "ci")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("npm-output").toFile())
                .start();
        if (!install.waitFor(A_MINUTE, TimeUnit.SECONDS) || install.exitValue() != 0) {
            install.destroyForcibly();
            throw new AssertionError(
                    "npm ci did not install the Node.js example:\n" + Files.readString(work.resolve("npm-output")));
        }
        return new ExampleApp(List.of("node", work.resolve("app.js").toString()), work);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** The list it gives to the machines. */
    void users(String json) throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("users.json"), json);
    }

    /** Who it says it is. */
    void credentials(AppCredentials user) {
        builder.environment().put("KAFKA_USERNAME", user.user());
        builder.environment().put("KAFKA_PASSWORD", user.password());
    }

    void start(String kafka, long serviceId) throws IOException {
        builder.environment().put("KAFKA_BOOTSTRAP", kafka);
        builder.environment().put("SERVICE_ID", Long.toString(serviceId));
        running = builder.start();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        Process process = running;
        if (process != null) {
            var unused = process.destroyForcibly().waitFor();
        }
    }

    /** The lines of its file that are whole, oldest first. */
    List<JsonNode> kept() throws IOException {
        Path file = data.resolve("checkins.jsonl");
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /** What it is, and what it printed so far. */
    @Override
    public String toString() {
        try {
            return command + "\n" + Files.readString(data.resolveSibling("output"));
        } catch (IOException none) {
            return command.toString();
        }
    }

    @Override
    public void close() {
        Process process = running;
        if (process != null) {
            var unused = process.destroyForcibly();
        }
    }
}
