package io.deligate.otaservice.firmware;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The addresses under which devices find files. */
public final class FileLinks {
    private final String base;

    /**
     * @param base what is in front of {@code /firmware/}
     */
    public FileLinks(URI base) {
        String text = base.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** The file itself, for everybody. */
    public URI of(Firmware firmware) {
        if (firmware.url() != null) {
            return firmware.url();
        }
        String name = URLEncoder.encode(firmware.product() + "_" + firmware.version() + ".bin", StandardCharsets.UTF_8);
        return URI.create(base + "/firmware/" + firmware.id() + "/" + name);
    }

    /** The same for devices of one rollout: it ends with the rollout's abort, when the file is kept here. */
    public URI of(Firmware firmware, String rolloutId) {
        return firmware.url() == null ? URI.create(of(firmware) + "?rollout=" + rolloutId) : firmware.url();
    }
}
