package io.deligate.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL's programs as a user they accept.
 *
 * <p>PostgreSQL refuses root. Root therefore runs it as the owner of the data when that is somebody else; otherwise in
 * a user namespace, where it is nobody inside and root to the file system; and where the kernel forbids that (many
 * containers), as {@code nobody}, to whom the data folder is handed.
 */
final class PostgresPrograms {
    private static final String ROOT = "0";
    private static final String NOBODY = "65534";
    private static final int KEPT_OUTPUT = 16 * 1024;

    private final Path home;
    private final List<String> prefix;
    private final boolean asNobody;

    private PostgresPrograms(Path home, List<String> prefix, boolean asNobody) {
        this.home = home;
        this.prefix = prefix;
        this.asNobody = asNobody;
    }

    /** The programs unpacked in {@code home}, for the data in {@code cluster}, which need not exist. */
    static PostgresPrograms in(Path home, Path cluster) throws IOException {
        if (PostgresBinaries.isWindows() || !ROOT.equals(output("id", "-u"))) {
            return new PostgresPrograms(home, List.of(), false);
        }
        String owner =
                Files.exists(cluster) ? Files.getAttribute(cluster, "unix:uid").toString() : ROOT;
        if (!owner.equals(ROOT)) {
            return new PostgresPrograms(home, becoming(owner), false);
        }
        List<String> namespace = List.of("unshare", "-U");
        if (works(namespace)) {
            return new PostgresPrograms(home, namespace, false);
        }
        if (works(becoming(NOBODY))) {
            return new PostgresPrograms(home, becoming(NOBODY), true);
        }
        throw new IOException("PostgreSQL does not run as root, and neither unshare nor setpriv works here;"
                + " start as an ordinary user");
    }

    private static List<String> becoming(String user) {
        return List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups");
    }

    /** The command line for one of the programs. */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(PostgresBinaries.program(home, program).toString());
        command.addAll(arguments);
        return command;
    }

    /** Makes sure the user PostgreSQL runs as owns this folder and all in it. */
    void own(Path folder) throws IOException {
        if (!asNobody) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.collect(Collectors.toList())) {
                var unused = Files.setAttribute(path, "unix:uid", Integer.valueOf(NOBODY));
            }
        }
    }

    /** Runs one program to its end; fails with what it said when it does not end with 0. */
    void run(String program, List<String> arguments, String input) throws IOException {
        Process process = builder(command(program, arguments)).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException endedBeforeReading) {
            // its exit code and output say why
        }
        String said = said(process);
        if (exitCode(process) != 0) {
            throw new IOException(
                    program + " failed: " + PostgresLog.cause(said).orElse(said));
        }
    }

    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // messages in English, times in UTC, and no PG* variable of the caller's session
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Process probe = builder(command).start();
            probe.getOutputStream().close();
            return exitCode(probe) == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String output(String... command) throws IOException {
        return said(builder(List.of(command)).start()).strip();
    }

    private static String said(Process process) throws IOException {
        byte[] all = process.getInputStream().readAllBytes();
        int from = Math.max(0, all.length - KEPT_OUTPUT);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }

    private static int exitCode(Process process) throws IOException {
        try {
            if (process.waitFor(2, TimeUnit.MINUTES)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException("a PostgreSQL program did not end");
    }

    static Optional<String> firstLine(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().map(String::strip);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
