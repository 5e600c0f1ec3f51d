package io.deligate.registryservice.logdrop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files of one account, bounded in number and in bytes; a second upload under one name takes the place of the first.
 * An upload that breaks off leaves what had arrived: half a log is better than none. Thread-safe.
 */
final class DropFolder {
    private static final String UNFINISHED = "t-";

    private final Path path;
    private final FtpConfig limits;
    private long used;
    private int open;

    /** Nothing is made on disk before the first upload; what an upload of an earlier process left unfinished goes. */
    DropFolder(Path path, FtpConfig limits) throws IOException {
        this.path = path;
        this.limits = limits;
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(path, UNFINISHED + "*")) {
                for (Path each : unfinished) {
                    Files.delete(each);
                }
            }
        }
        this.used = files().stream().mapToLong(StoredFile::size).sum();
    }

    /** The files in the order of their names. */
    List<StoredFile> files() throws IOException {
        List<StoredFile> files = new ArrayList<>();
        if (!Files.isDirectory(path)) {
            return files;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            for (Path each : all) {
                Optional<FileName> name = FileName.ofDisk(each.getFileName().toString());
                if (name.isPresent()) {
                    files.add(new StoredFile(
                            name.get().value(),
                            Files.size(each),
                            Files.getLastModifiedTime(each).toInstant(),
                            each));
                }
            }
        }
        files.sort(Comparator.comparing(StoredFile::name));
        return files;
    }

    /** A new upload; fails when there are as many files as may be. */
    OutputStream upload(FileName name) throws IOException {
        synchronized (this) {
            Path target = path.resolve(name.onDisk());
            int others = files().size() + open - (Files.exists(target) ? 1 : 0);
            if (others >= limits.files()) {
                throw new IOException("too many files (expected: at most " + limits.files() + ")");
            }
            Files.createDirectories(path);
            Path unfinished = Files.createTempFile(path, UNFINISHED, "");
            open++;
            return new Upload(unfinished, target, Files.newOutputStream(unfinished));
        }
    }

    private synchronized void take(int bytes) throws IOException {
        if (used + bytes > limits.bytes().bytes()) {
            throw new IOException("too much (expected: at most " + limits.bytes() + " in all)");
        }
        used += bytes;
    }

    private synchronized void finish(Path unfinished, Path target) throws IOException {
        open--;
        long replaced = Files.exists(target) ? Files.size(target) : 0;
        var unused = Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        used -= replaced;
    }

    private synchronized void forget(Path unfinished, long bytes) throws IOException {
        open--;
        used -= bytes;
        Files.deleteIfExists(unfinished);
    }

    private final class Upload extends OutputStream {
        private final Path unfinished;
        private final Path target;
        private final OutputStream out;
        private long written;
        private boolean failed;
        private boolean closed;

        Upload(Path unfinished, Path target, OutputStream out) {
            this.unfinished = unfinished;
            this.target = target;
            this.out = out;
        }

        @Override
        public void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                if (failed) {
                    throw new IOException("the upload has failed");
                }
                take(count);
                written += count;
                out.write(bytes, from, count);
            } catch (IOException refused) {
                failed = true;
                throw refused;
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            out.close();
            if (failed) {
                forget(unfinished, written);
            } else {
                finish(unfinished, target);
            }
        }
    }
}
