package io.deligate.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file system of its own in memory, which can be filled to its last byte. Needs the right to mount. */
public final class SmallDisk implements AutoCloseable {
    private static final int AT_ONCE = 64 << 10;
    private static final int LEAST = 512;

    private final Path folder;
    private final Path filler;
    private final Thread onExit = new Thread(this::unmount, "small-disk-unmount");

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Why this process may not make one there; empty when it may. */
    public static Optional<String> obstacle(Path folder) {
        String where = folder.toAbsolutePath().toString();
        return Shell.attempt("mount -t tmpfs -o size=1m tmpfs " + where).or(() -> Shell.attempt("umount " + where));
    }

    /** An empty one of that size over the folder, which must exist. */
    public static SmallDisk mount(Path folder, int megabytes) {
        Shell.run("mount -t tmpfs -o mode=0755,size=" + megabytes + "m tmpfs " + folder.toAbsolutePath());
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Leaves no byte free. */
    public void fill() {
        for (int size = AT_ONCE; size >= LEAST; size /= 2) {
            append(size);
        }
    }

    private void append(int size) {
        byte[] some = new byte[size];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            // that is what was wanted
        }
    }

    /** What was filled is free again. */
    public void free() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** Gone with all that is on it, though somebody should still have a file open. */
    @Override
    public void close() {
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException ending) {
            return; // the hook does it
        }
        unmount();
    }

    private void unmount() {
        Shell.run("umount -l " + folder.toAbsolutePath());
    }
}
