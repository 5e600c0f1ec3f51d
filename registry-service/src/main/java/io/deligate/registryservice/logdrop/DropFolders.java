package io.deligate.registryservice.logdrop;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The folders of all accounts, by user. Blocks on the disk. Thread-safe. */
final class DropFolders {
    private final FtpConfig config;
    private final Map<String, DropFolder> known = new HashMap<>();

    DropFolders(FtpConfig config) {
        this.config = config;
    }

    synchronized DropFolder of(String user) throws IOException {
        DropFolder folder = known.get(user);
        if (folder == null) {
            folder = new DropFolder(path(user), config);
            known.put(user, folder);
        }
        return folder;
    }

    private Path path(String user) {
        if (!DropAccount.isUser(user)) {
            throw new IllegalArgumentException("user: not one of ours (expected: an account's)");
        }
        return config.folder().resolve(user);
    }

    /** Removes the folders in which nothing has changed since that time; returns how many. */
    synchronized int removeUnchangedSince(Instant time) throws IOException {
        if (!Files.isDirectory(config.folder())) {
            return 0;
        }
        int removed = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(config.folder(), DropFolders::isOurs)) {
            for (Path folder : all) {
                if (changed(folder).isBefore(time)) {
                    remove(folder);
                    known.remove(folder.getFileName().toString());
                    removed++;
                }
            }
        }
        return removed;
    }

    private static boolean isOurs(Path path) {
        return DropAccount.isUser(path.getFileName().toString()) && Files.isDirectory(path);
    }

    private static Instant changed(Path folder) throws IOException {
        Instant newest = Files.getLastModifiedTime(folder).toInstant();
        for (Path file : files(folder)) {
            Instant changed = Files.getLastModifiedTime(file).toInstant();
            newest = changed.isAfter(newest) ? changed : newest;
        }
        return newest;
    }

    private static void remove(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
