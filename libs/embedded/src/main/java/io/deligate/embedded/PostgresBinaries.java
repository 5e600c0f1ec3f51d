package io.deligate.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs for this machine, unpacked once from the class path. */
final class PostgresBinaries {
    /** The major version of the packaged binaries; a cluster of another one is refused. */
    static final String MAJOR = "18";

    private static final String FOLDER = "postgresql-18.6";

    private PostgresBinaries() {}

    /** Returns the folder that holds {@code bin}; safe against a crash and against others who unpack there too. */
    static Path unpack(Path parent) throws IOException {
        Path home = parent.resolve(FOLDER);
        if (Files.isDirectory(home)) {
            return home;
        }
        Files.createDirectories(parent);
        Path fresh = Files.createTempDirectory(parent, FOLDER + "-unpacking-");
        try {
            extract(fresh);
            if (isPosix(fresh)) {
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException why) {
            deleteTree(fresh);
            // Somebody else was sooner, which a file system may tell by any failure of the move.
            if (!Files.isDirectory(home)) {
                throw why;
            }
        }
        return home;
    }

    static Path program(Path home, String name) {
        return home.resolve("bin").resolve(isWindows() ? name + ".exe" : name);
    }

    static boolean isWindows() {
        return os().contains("windows");
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        var unused = Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) throws IOException {
                if (why != null) {
                    throw why;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void extract(Path target) throws IOException {
        String archive = archive();
        try (InputStream packed = PostgresBinaries.class.getClassLoader().getResourceAsStream(archive)) {
            if (packed == null) {
                throw new IOException("no PostgreSQL for this machine on the class path: " + archive);
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    extract(tar, entry, target);
                }
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the PostgreSQL archive has a path outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        long written = Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
        if (written != entry.getSize()) {
            throw new IOException("the PostgreSQL archive is cut short at " + entry.getName());
        }
        if (isPosix(path)) {
            boolean program = (entry.getMode() & 0100) != 0 || entry.getName().contains("bin/");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static String archive() {
        String os = "linux";
        if (isWindows()) {
            os = "windows";
        } else if (os().contains("mac")) {
            os = "darwin";
        }
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean arm = Set.of("aarch64", "arm64").contains(machine);
        boolean intel = List.of("amd64", "x86_64").contains(machine);
        if (arm) {
            machine = "arm_64";
        } else if (intel) {
            machine = "x86_64";
        }
        return "postgres-" + os + "-" + machine + ".txz";
    }

    private static String os() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    }
}
