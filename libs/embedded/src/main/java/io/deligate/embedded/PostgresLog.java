package io.deligate.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the one line that says why, in what PostgreSQL wrote. */
final class PostgresLog {
    private static final Pattern SERIOUS = Pattern.compile(".*?\\b(?:PANIC|FATAL|error): +(.*)");
    private static final int TAIL = 32 * 1024;

    private PostgresLog() {}

    /** The last serious message. */
    static Optional<String> cause(String text) {
        return text.lines()
                .map(SERIOUS::matcher)
                .filter(match -> match.matches())
                .map(match -> match.group(1).strip())
                .reduce((former, last) -> last);
    }

    static String tail(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Keeps the log of the run before; older ones are dropped. */
    static void turn(Path log) throws IOException {
        if (Files.exists(log)) {
            var former = log.resolveSibling(log.getFileName() + ".1");
            var unused = Files.move(log, former, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
