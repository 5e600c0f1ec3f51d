package io.deligate.testkit.docs;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checked-out project a test runs in. */
public final class Repository {
    private Repository() {}

    /** The folder that holds the start script; fails outside of a checkout. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("deligate"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no start script above " + here + " (expected: a checkout of the project)");
    }
}
