package io.deligate.simulator.device;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A firmware that the platform offers in its answer to a 103.
 *
 * @param force the device may not be used until it is in
 * @param checksum the file's MD5 as 32 hexadecimal digits
 */
public record Offer(String version, boolean force, URI file, String checksum) {
    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    /** The offer in the {@code data} of an answer; empty when a device could not use it. */
    static Optional<Offer> of(JsonObject data) {
        if (!(data.getValue("version") instanceof String version)
                || !(data.getValue("file_path") instanceof String path)
                || !(data.getValue("checksum") instanceof String checksum)
                || version.isEmpty()
                || !MD5.matcher(checksum).matches()) {
            return Optional.empty();
        }
        try {
            URI file = new URI(path);
            boolean web = "http".equals(file.getScheme()) || "https".equals(file.getScheme());
            return web && file.getHost() != null
                    ? Optional.of(new Offer(version, "force".equals(data.getValue("upgrade_type")), file, checksum))
                    : Optional.empty();
        } catch (URISyntaxException unusable) {
            return Optional.empty();
        }
    }
}
