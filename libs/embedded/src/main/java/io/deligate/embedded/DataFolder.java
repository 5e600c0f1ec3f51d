package io.deligate.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One part's data folder: made when missing, writable, with room, and held by one process at a time. */
final class DataFolder implements AutoCloseable {
    private static final long MEGABYTE = 1024L * 1024;

    private final String part;
    private final Path path;
    private final FileChannel channel;

    private DataFolder(String part, Path path, FileChannel channel) {
        this.part = part;
        this.path = path;
        this.channel = channel;
    }

    static DataFolder open(String part, Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            Files.createDirectories(path);
            channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException why) {
            throw notWritable(part, path, why);
        }
        try {
            if (tryLock(channel) == null) {
                throw inUse(part, path, channel);
            }
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            int written = channel.write(ByteBuffer.wrap(pid), 0);
            if (written != pid.length) {
                throw new IOException("No space left on device");
            }
            return new DataFolder(part, path, channel);
        } catch (IOException why) {
            closeQuietly(channel);
            throw notWritable(part, path, why);
        } catch (EmbeddedPartException why) {
            closeQuietly(channel);
            throw why;
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Refuses a file system that would be full before the part has started. */
    void requireSpace(long megabytes) {
        long free = freeMegabytes();
        if (free < megabytes) {
            throw new EmbeddedPartException(
                    part,
                    "the disk is full: " + free + " MB free under " + path,
                    "at least " + megabytes + " MB; free some space or choose another data folder",
                    null);
        }
    }

    long freeMegabytes() {
        try {
            return Files.getFileStore(path).getUsableSpace() / MEGABYTE;
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    EmbeddedPartException damaged(String what, @Nullable Throwable why) {
        return new EmbeddedPartException(
                part,
                "data folder " + path + " is damaged: " + what,
                "a folder this part has written; restore it from a backup, or move it away to start empty",
                why);
    }

    EmbeddedPartException failed(String what, Throwable why) {
        if (isFull(why)) {
            return new EmbeddedPartException(
                    part, "the disk is full: " + what, "free space under " + path + ", then start again", why);
        }
        return new EmbeddedPartException(part, what, "a readable and writable data folder " + path, why);
    }

    /** Gives the folder free for another process. */
    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static boolean isFull(Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("No space left")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static EmbeddedPartException inUse(String part, Path path, FileChannel channel) {
        return new EmbeddedPartException(
                part,
                "data folder " + path + " is used by another running process" + owner(channel),
                "a folder of its own; stop that process or choose another data folder",
                null);
    }

    private static String owner(FileChannel channel) {
        ByteBuffer pid = ByteBuffer.allocate(20);
        try {
            int read = channel.read(pid, 0);
            return read > 0 ? ", pid " + new String(pid.array(), 0, read, StandardCharsets.UTF_8) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static EmbeddedPartException notWritable(String part, Path path, IOException why) {
        if (isFull(why)) {
            return new EmbeddedPartException(
                    part, "the disk is full under " + path, "free space, then start again", why);
        }
        String reason = why.getClass().getSimpleName();
        if (why instanceof FileSystemException && ((FileSystemException) why).getReason() != null) {
            reason = ((FileSystemException) why).getReason();
        }
        return new EmbeddedPartException(
                part,
                "data folder " + path + " is not writable: " + reason,
                "a folder this user may write; set DELIGATE_DATA or --data",
                why);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException nothingLeftToRelease) {
            // closing only releases the lock, and the end of the process does that too
        }
    }
}
