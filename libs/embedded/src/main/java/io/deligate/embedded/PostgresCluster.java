package io.deligate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** PostgreSQL's files: made on first start in one step, checked on every other. */
final class PostgresCluster {
    static final String USER = "deligate";
    static final String DATABASE = "deligate";

    private static final String NETWORKS = "host all all samenet scram-sha-256";
    private static final long ROOM_FIRST_MEGABYTES = 200;
    private static final long ROOM_MEGABYTES = 48;

    private final DataFolder data;
    private final PostgresPrograms programs;

    PostgresCluster(DataFolder data, PostgresPrograms programs) {
        this.data = data;
        this.programs = programs;
    }

    static void requireSpace(DataFolder data) {
        data.requireSpace(Files.exists(data.resolve("cluster")) ? ROOM_MEGABYTES : ROOM_FIRST_MEGABYTES);
    }

    Path path() {
        return data.resolve("cluster");
    }

    Path log() {
        return data.resolve("postgres.log");
    }

    Path pidFile() {
        return path().resolve("postmaster.pid");
    }

    /** Makes or checks the files and returns the password. */
    String prepare() throws IOException {
        Path password = data.resolve("password");
        if (Files.exists(path())) {
            checkVersion();
            stopOrphan();
            return PostgresPrograms.firstLine(password)
                    .orElseThrow(() -> data.damaged("the file password is missing or empty", null));
        }
        String fresh = HexFormat.of().formatHex(SecureRandom.getSeed(16));
        writePassword(password, fresh);
        initialise(password);
        return fresh;
    }

    // all of it happens beside the final place: a crash on the way leaves nothing that looks like a cluster
    private void initialise(Path password) throws IOException {
        Path staging = data.resolve("cluster.new");
        PostgresBinaries.deleteTree(staging);
        programs.own(data.path());
        programs.run(
                "initdb",
                List.of(
                        "--pgdata=" + staging,
                        "--username=" + USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"),
                "");
        programs.run(
                "postgres",
                List.of("--single", "-D", staging.toString(), "template1"),
                "CREATE DATABASE " + DATABASE + ";\n");
        var unused = Files.move(staging, path(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whoever comes over this machine's own networks may show the password, when it listens there. */
    void admit(String host) throws IOException {
        Path rules = path().resolve("pg_hba.conf");
        if (!host.equals("127.0.0.1") && !Files.readString(rules).contains(NETWORKS)) {
            var unused = Files.writeString(rules, NETWORKS + "\n", StandardOpenOption.APPEND);
        }
    }

    private void checkVersion() {
        Path version = path().resolve("PG_VERSION");
        String written = PostgresPrograms.firstLine(version).orElse("");
        if (!written.matches("\\d{1,3}")) {
            throw data.damaged("cluster/PG_VERSION is missing or unreadable", null);
        }
        if (!written.equals(PostgresBinaries.MAJOR)) {
            throw new EmbeddedPartException(
                    EmbeddedPostgres.PART,
                    "data folder " + data.path() + " was written by PostgreSQL " + written,
                    "version " + PostgresBinaries.MAJOR + "; dump it with " + written
                            + " and restore it here, or move the folder away to start empty",
                    null);
        }
    }

    /** A postmaster that outlived its JVM is stopped; a pid file that now names a stranger is removed. */
    private void stopOrphan() throws IOException {
        if (postmaster().isEmpty()) {
            return;
        }
        if (postmaster().filter(this::isOurs).isEmpty()) {
            Files.deleteIfExists(pidFile());
            return;
        }
        try {
            programs.run("pg_ctl", List.of("-D", path().toString(), "-m", "immediate", "-w", "-t", "30", "stop"), "");
        } catch (IOException why) {
            // the supervisor of the former life may have been faster
            if (postmaster().filter(this::isOurs).isPresent()) {
                throw why;
            }
        }
    }

    private boolean isOurs(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(path().toString());
    }

    /** The running process that the pid file names. */
    Optional<ProcessHandle> postmaster() {
        return PostgresPrograms.firstLine(pidFile())
                .filter(line -> line.matches("\\d{1,9}"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                .filter(ProcessHandle::isAlive);
    }

    private static void writePassword(Path file, String password) throws IOException {
        Files.deleteIfExists(file);
        if (PostgresBinaries.isPosix(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, password + "\n");
    }
}
