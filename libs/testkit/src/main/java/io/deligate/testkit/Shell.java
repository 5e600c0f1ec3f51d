package io.deligate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Programs of the system that end soon. */
final class Shell {
    private Shell() {}

    /** Runs it to its end; fails with all it said unless that is 0. The words of {@code command} are parted by spaces. */
    static void run(String command) {
        attempt(command).ifPresent(failure -> {
            throw new IllegalStateException(failure);
        });
    }

    /** The same; empty when it went well, else what it said. */
    static Optional<String> attempt(String command) {
        try {
            Process process = new ProcessBuilder(Arrays.asList(command.split(" ")))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            return code == 0 ? Optional.empty() : Optional.of(command + ": exit code " + code + ": " + said);
        } catch (IOException why) {
            return Optional.of(command + ": " + why.getMessage());
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(command + ": interrupted", why));
        }
    }
}
