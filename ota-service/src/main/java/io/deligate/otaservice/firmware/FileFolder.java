package io.deligate.otaservice.firmware;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Firmware files in a folder, each under its SHA-256: the same content is kept once, and a name never means anything
 * else. A file gets its name when all of it is on the disk; what a crash leaves is a nameless rest, gone at the next start.
 */
public final class FileFolder {
    private static final String INCOMING = "incoming";

    private final Vertx vertx;
    private final Path folder;
    private final long most;

    /**
     * @param most how many bytes a file may be long
     */
    public FileFolder(Vertx vertx, Path folder, long most) {
        this.vertx = vertx;
        this.folder = folder.toAbsolutePath();
        this.most = most;
    }

    /** Succeeds when the folder can be written to and holds nothing half; fails when it cannot. */
    public Future<Void> open() {
        return vertx.executeBlocking(
                () -> {
                    Path incoming = Files.createDirectories(folder.resolve(INCOMING));
                    try (DirectoryStream<Path> rests = Files.newDirectoryStream(incoming)) {
                        for (Path rest : rests) {
                            Files.deleteIfExists(rest);
                        }
                    }
                    return null;
                },
                false);
    }

    /**
     * Takes a paused stream in, to its end. Succeeds when the whole file would survive a loss of power; fails, and leaves
     * nothing, with {@link FileTooLong}, or when the stream breaks off or the disk does not take it.
     */
    public Future<StoredFile> store(ReadStream<Buffer> content) {
        Path rest = folder.resolve(INCOMING).resolve(UUID.randomUUID().toString());
        return vertx.fileSystem()
                .open(rest.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
                .compose(file -> receive(content, file))
                .compose(stored -> vertx.executeBlocking(() -> name(rest, stored), false))
                .recover(failure ->
                        vertx.fileSystem().delete(rest.toString()).transform(gone -> Future.failedFuture(failure)));
    }

    private Future<StoredFile> receive(ReadStream<Buffer> content, AsyncFile file) {
        return FileIntake.run(content, file, most)
                .compose(stored -> file.flush().map(stored))
                .eventually(file::close);
    }

    /** The last step, and one that happens as a whole: the folder's entry is on the disk before anybody hears of it. */
    private StoredFile name(Path rest, StoredFile stored) throws IOException {
        Path target = path(stored.sha256());
        Path shelf = Files.createDirectories(target.getParent());
        Files.move(rest, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(shelf);
        force(folder);
        return stored;
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Where the file with this SHA-256 is. */
    public Path path(String sha256) {
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }
}
