package io.deligate.registryservice.importing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * CSV after RFC 4180, with comma, semicolon or tab as the header has it. Cells are kept as they are: no zero, blank or
 * case is lost.
 */
final class CsvLines implements LineSource {
    private static final char[] DELIMITERS = {',', ';', '\t'};
    private static final int LONGEST_HEADER = 4 << 10;

    private final Utf8Text text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<Column> columns;
    private long line;

    private CsvLines(Utf8Text text, CSVParser parser) throws IOException {
        this.text = text;
        this.parser = parser;
        this.records = parser.iterator();
        this.columns = columns(nextRecord());
    }

    static CsvLines open(InputStream bytes) throws IOException {
        Utf8Text text = new Utf8Text(bytes);
        BufferedReader buffered = new BufferedReader(text);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter(buffered))
                .setIgnoreEmptyLines(false)
                .get();
        return new CsvLines(text, format.parse(buffered));
    }

    @Override
    public @Nullable Line next() throws IOException {
        CSVRecord record = nextRecord();
        return record == null ? null : line(record);
    }

    private Line line(CSVRecord record) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        for (int i = 0; i < Math.min(record.size(), columns.size()); i++) {
            cells.put(columns.get(i), record.get(i));
        }
        String deviceId = cells.getOrDefault(Column.DEVICE_ID, "");
        if (record.size() != columns.size()) {
            return new Line.Unreadable(
                    line, deviceId, record.size() + " cells (expected: " + columns.size() + ", as in the header)");
        }
        return new Line.Fields(
                line,
                deviceId,
                cells.get(Column.PRODUCT),
                cells.get(Column.USERNAME),
                cells.get(Column.PASSWORD),
                cells.get(Column.NAME));
    }

    /** The next record with anything in it; {@code line} is then where it begins. */
    private @Nullable CSVRecord nextRecord() throws IOException {
        while (true) {
            text.recordBegins();
            line = parser.getCurrentLineNumber() + 1;
            try {
                if (!records.hasNext()) {
                    return null;
                }
                CSVRecord record = records.next();
                if (!record.stream().allMatch(String::isBlank)) {
                    return record;
                }
            } catch (UncheckedIOException failure) {
                throw fault(failure);
            }
        }
    }

    private IOException fault(UncheckedIOException failure) {
        if (failure.getCause() instanceof FileFault fault) {
            return fault;
        }
        return failure.getCause() instanceof CSVException
                ? new FileFault(
                        line, "a quoted cell that does not end as it should", "its quotes doubled, and one at its end")
                : new IOException(failure);
    }

    private List<Column> columns(@Nullable CSVRecord header) throws FileFault {
        if (header == null) {
            throw new FileFault(1, "nothing", "a header line with " + Column.EXPECTED);
        }
        List<Column> found = new ArrayList<>();
        for (String cell : header) {
            Column column = Column.parse(cell)
                    .orElseThrow(() -> new FileFault(
                            line,
                            "unknown column \"" + shortened(cell) + "\"",
                            "a header line with " + Column.EXPECTED));
            if (found.contains(column)) {
                throw new FileFault(line, "column " + column.label() + " twice", "each once");
            }
            found.add(column);
        }
        for (Column column : Column.required()) {
            if (!found.contains(column)) {
                throw new FileFault(
                        line, "no column " + column.label(), "a header line with device_id and product at least");
            }
        }
        return List.copyOf(found);
    }

    private static String shortened(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "...";
    }

    /** The one that stands most often in the first line with anything in it. */
    private static char delimiter(BufferedReader reader) throws IOException {
        reader.mark(LONGEST_HEADER);
        char[] start = new char[LONGEST_HEADER];
        int length = 0;
        for (int read = 0; read >= 0 && length < LONGEST_HEADER; length += Math.max(0, read)) {
            read = reader.read(start, length, LONGEST_HEADER - length);
        }
        reader.reset();
        String header = new String(start, 0, length)
                .lines()
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
        char best = DELIMITERS[0];
        long most = 0;
        for (char delimiter : DELIMITERS) {
            long count = header.chars().filter(c -> c == delimiter).count();
            if (count > most) {
                most = count;
                best = delimiter;
            }
        }
        return best;
    }
}
