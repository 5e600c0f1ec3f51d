package io.deligate.registryservice.importing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of a file, one after the other; blocks while the file is read. */
interface LineSource {
    /** The next record that is not blank, or null behind the last one; fails with {@link FileFault} as a whole. */
    @Nullable
    Line next() throws IOException;
}
