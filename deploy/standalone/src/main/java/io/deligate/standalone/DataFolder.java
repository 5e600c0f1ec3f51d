package io.deligate.standalone;

import io.deligate.servicekit.process.StartFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Where the one-process platform keeps its data and its secrets, for its owner's eyes only. */
final class DataFolder {
    /** Both parts need room for their logs before they say anything useful about a full disk. */
    private static final long LEAST_FREE = 256L << 20;

    private static final int SECRET_BYTES = 32;

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /** Makes the folder where it is missing; fails with {@link StartFailure} when it cannot be used. */
    static DataFolder open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder, onlyOwner("rwx------"));
            if (!Files.isWritable(folder)) {
                throw new StartFailure("data folder " + folder + " is read-only", "a folder this user can write to");
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < LEAST_FREE) {
                throw new StartFailure(
                        "data folder " + folder + ": the disk has " + (free >> 20) + " MiB left",
                        "at least " + (LEAST_FREE >> 20) + " MiB; free some space or choose another --data");
            }
            return new DataFolder(folder);
        } catch (FileAlreadyExistsException notAFolder) {
            throw new StartFailure("data folder " + folder + " is a file", "a folder", notAFolder);
        } catch (IOException refused) {
            throw new StartFailure(
                    "data folder " + folder + " cannot be made: " + refused.getMessage(),
                    "a folder this user can write to",
                    refused);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** The secret kept under that name, made at its first use. */
    String secret(String name) {
        Path file = file(name);
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(random);
                keep(name, HexFormat.of().formatHex(random));
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new StartFailure(
                        file + " is empty", "the secret it held; restore it, or remove the file to make a new one");
            }
            return secret;
        } catch (IOException damaged) {
            throw new StartFailure(file + " cannot be read: " + damaged.getMessage(), "a readable text file", damaged);
        }
    }

    /** Writes a secret whole or not at all, readable by its owner only. */
    void keep(String name, String secret) throws IOException {
        Path draft = Files.createTempFile(path, name, ".tmp", onlyOwner("rw-------"));
        Files.writeString(draft, secret + "\n");
        var unused = Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<Set<PosixFilePermission>> onlyOwner(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
