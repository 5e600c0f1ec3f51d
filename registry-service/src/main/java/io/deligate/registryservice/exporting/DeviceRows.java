package io.deligate.registryservice.exporting;

import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.importing.FileFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Devices as the rows of a file; an import takes the file as it is.
 *
 * <p>What a device or a person may have written into a cell of CSV gets an apostrophe before {@code = + - @}, tab and line
 * ends, so that no spreadsheet takes it for a formula. An id keeps its form, which allows none but a minus.
 */
final class DeviceRows {
    private static final String[] COLUMNS = {
        "device_id", "product", "name", "status", "group_id", "product_version", "online", "last_access"
    };
    private static final String DANGEROUS = "=+-@\t\r\n";

    private DeviceRows() {}

    /** What stands before the first row. */
    static Buffer head(FileFormat format) {
        return switch (format) {
            case CSV -> csv(printer -> printer.printRecord((Object[]) COLUMNS));
            case NDJSON -> Buffer.buffer();
        };
    }

    static Buffer rows(FileFormat format, List<Device> devices) {
        return switch (format) {
            case CSV ->
                csv(printer -> {
                    for (Device device : devices) {
                        printer.printRecord(
                                device.id().value(),
                                device.product().value(),
                                harmless(device.name()),
                                device.status().text(),
                                device.group() == null ? "" : device.group().value(),
                                harmless(device.productVersion()),
                                device.online(),
                                lastAccess(device));
                    }
                });
            case NDJSON -> {
                Buffer rows = Buffer.buffer();
                devices.forEach(
                        device -> rows.appendBuffer(json(device).toBuffer()).appendString("\n"));
                yield rows;
            }
        };
    }

    private static JsonObject json(Device device) {
        return new JsonObject()
                .put("device_id", device.id().value())
                .put("product", device.product().value())
                .put("name", device.name())
                .put("status", device.status().text())
                .put("group_id", device.group() == null ? null : device.group().value())
                .put("product_version", device.productVersion())
                .put("online", device.online())
                .put("last_access", lastAccess(device));
    }

    private static long lastAccess(Device device) {
        return device.connectedAt() == null ? 0 : device.connectedAt().getEpochSecond();
    }

    static String harmless(String text) {
        return !text.isEmpty() && DANGEROUS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private interface Content {
        void print(CSVPrinter printer) throws IOException;
    }

    private static Buffer csv(Content content) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            content.print(printer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(text.toString());
    }
}
