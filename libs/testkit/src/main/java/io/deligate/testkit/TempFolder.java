package io.deligate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder for a part's data that is gone when the tests are. */
public final class TempFolder {
    private TempFolder() {}

    /** A new empty folder. */
    public static Path create(String name) {
        try {
            return Files.createTempDirectory("deligate-" + name + "-");
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** Deletes the folder with all that is in it, as far as that is possible. */
    public static void delete(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException leftToTheSystem) {
            // a temporary folder; the tests have their result
        }
    }
}
