package io.deligate.registryservice.importing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a file of devices is written. */
public enum FileFormat {
    CSV("text/csv"),
    NDJSON("application/x-ndjson");

    private final String contentType;

    FileFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format of its written form, or empty. */
    public static Optional<FileFormat> parse(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text().equals(text))
                .findFirst();
    }

    /** The format that a content type names, whatever its parameters, or empty. */
    public static Optional<FileFormat> ofContentType(String header) {
        String type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.contentType.equals(type))
                .findFirst();
    }

    /** Its records; blocks, and fails with {@link FileFault} when the beginning is of another form. */
    LineSource open(InputStream bytes) throws IOException {
        return switch (this) {
            case CSV -> CsvLines.open(bytes);
            case NDJSON -> new NdjsonLines(bytes);
        };
    }
}
