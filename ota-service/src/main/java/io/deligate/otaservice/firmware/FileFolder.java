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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in a folder. A file gets its name when all of it is on the disk; what a crash leaves is a nameless rest, gone a few minutes
 * after nobody has written to it.
 */
public final class FileFolder implements FileStore {
    private static final Logger log = LoggerFactory.getLogger(FileFolder.class);
    private static final String INCOMING = "incoming";

    /** Longer than a connection that is silent is kept, so nobody writes to the file any more. */
    private static final Duration QUIET = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final Path folder;
    private final long most;
    private final Clock clock;
    private final Set<Future<StoredFile>> storing = new HashSet<>();
    private long sweeping = -1;

    /**
     * @param most how many bytes a file may be long
     */
    public FileFolder(Vertx vertx, Path folder, long most, Clock clock) {
        this.vertx = vertx;
        this.folder = folder.toAbsolutePath();
        this.most = most;
        this.clock = clock;
    }

    @Override
    public Future<Void> open() {
        return vertx.executeBlocking(this::sweep, false)
                .<Void>mapEmpty()
                .onSuccess(swept -> sweeping = vertx.setPeriodic(QUIET.toMillis(), again -> {
                    var unused = vertx.executeBlocking(this::sweep, false)
                            .onFailure(failure -> log.warn("{}: not looked through: {}", folder, failure.toString()));
                }))
                .recover(failure -> Future.failedFuture(new StartFailure(
                        "folder " + folder + ": " + failure.getMessage(),
                        "one that can be written to; set DELIGATE_OTA_FOLDER",
                        failure)));
    }

    private Path sweep() throws IOException {
        Path incoming = Files.createDirectories(folder.resolve(INCOMING));
        try (DirectoryStream<Path> rests = Files.newDirectoryStream(incoming)) {
            for (Path rest : rests) {
                forget(rest);
            }
        }
        return incoming;
    }

    /** What a crash left; another process that shares the folder may be writing the others. */
    private void forget(Path rest) {
        try {
            Instant touched = Files.getLastModifiedTime(rest).toInstant();
            if (touched.isBefore(clock.instant().minus(QUIET))) {
                Files.deleteIfExists(rest);
            }
        } catch (NoSuchFileException finished) {
            // that was it
        } catch (IOException notOurs) {
            log.warn("{}: left where it is: {}", rest, notOurs.toString());
        }
    }

    @Override
    public Future<StoredFile> store(ReadStream<Buffer> content) {
        Path rest = folder.resolve(INCOMING).resolve(UUID.randomUUID().toString());
        Future<StoredFile> stored = vertx.fileSystem()
                .open(rest.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
                .compose(file -> receive(content, file))
                .compose(file -> vertx.executeBlocking(() -> name(rest, file), false))
                .recover(failure ->
                        vertx.fileSystem().delete(rest.toString()).transform(gone -> Future.failedFuture(failure)));
        storing.add(stored);
        return stored.onComplete(done -> storing.remove(stored));
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
        var unused = vertx.cancelTimer(sweeping);
        return Future.join(List.copyOf(storing)).<Void>mapEmpty().otherwiseEmpty();
    }

    /** Where the file with this SHA-256 is. */
    private Path path(String sha256) {
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }
}
