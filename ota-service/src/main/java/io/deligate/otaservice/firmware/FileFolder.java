package io.deligate.otaservice.firmware;

import io.deligate.servicekit.process.StartFailure;
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
 * Files in a folder. A file gets its name when all of it is on the disk; what a crash leaves is a nameless rest, gone at the next start.
 */
public final class FileFolder implements FileStore {
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

    @Override
    public Future<Void> open() {
        return vertx.<Void>executeBlocking(
                        () -> {
                            Path incoming = Files.createDirectories(folder.resolve(INCOMING));
                            try (DirectoryStream<Path> rests = Files.newDirectoryStream(incoming)) {
                                for (Path rest : rests) {
                                    Files.deleteIfExists(rest);
                                }
                            }
                            return null;
                        },
                        false)
                .recover(failure -> Future.failedFuture(new StartFailure(
                        "folder " + folder + ": " + failure.getMessage(),
                        "one that can be written to; set DELIGATE_OTA_FOLDER",
                        failure)));
    }

    @Override
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

    @Override
    public Future<Content> read(String sha256, ByteRange part) {
        String path = path(sha256).toString();
        return vertx.fileSystem()
                .props(path)
                .recover(lost -> Future.failedFuture(new StoreUnavailable("file " + sha256 + " cannot be read", lost)))
                .map(there -> response -> response.sendFile(path, part.from(), part.length()));
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** Where the file with this SHA-256 is. */
    private Path path(String sha256) {
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }
}
