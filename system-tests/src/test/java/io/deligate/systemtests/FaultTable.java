package io.deligate.systemtests;

import io.deligate.testkit.ledger.UplinkCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** What was tried and how it went, a row for each fault; kept in a file as the rows come, and printed at the end. */
final class FaultTable {
    private static final String HEAD = """
            | fault | messages sent | acked | lost | duplicates | longest silence | recovery time |
            |---|---|---|---|---|---|---|""";

    private final Path file;
    private final List<String> rows = new ArrayList<>();

    FaultTable(Path file) {
        this.file = file;
    }

    /** Of devices' messages; silence is the longest time in which none of the fleet's was acknowledged. */
    void add(String fault, UplinkCounts counts, Watch watch) throws IOException {
        rows.add("| " + fault + " | " + number(counts.sent()) + " | " + number(counts.acked()) + " | " + counts.lost()
                + " | " + counts.duplicated() + " | " + seconds(watch.longestSilence()) + " | "
                + seconds(watch.recovery()) + " |");
        var unused = Files.writeString(file, this + "\n");
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }

    /** Says it aloud, if there is anything to say. */
    void print() {
        if (!rows.isEmpty()) {
            LoggerFactory.getLogger(FaultTable.class).info("{}\n{}", file, this);
        }
    }

    @Override
    public String toString() {
        return HEAD + "\n" + String.join("\n", rows);
    }
}
