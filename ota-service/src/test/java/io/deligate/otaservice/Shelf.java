package io.deligate.otaservice;

import io.deligate.otaservice.s3.S3Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A place where files are kept, seen from behind the service. */
interface Shelf extends AutoCloseable {
    /** For the settings. */
    S3Config s3();

    /** Everything that lies there, half or whole. */
    List<String> files();

    @Override
    void close();

    /** A folder of this machine. */
    static Shelf folder(Path folder) {
        return new Shelf() {
            @Override
            public S3Config s3() {
                return S3Config.none();
            }

            @Override
            public List<String> files() {
                try (Stream<Path> all = Files.walk(folder)) {
                    return all.filter(Files::isRegularFile).map(Path::toString).toList();
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            }

            @Override
            public void close() {}
        };
    }
}
