package io.deligate.protocol;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The good answer to a 103. */
public record FirmwareReply(
        @Nullable Mid mid, DeviceId device, String version, UpgradeType upgradeType, URI filePath, String checksum)
        implements ToDevice {
    private static final Pattern WEB = Pattern.compile("https?://.");
    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    public FirmwareReply {
        if (!WEB.matcher(filePath.toString()).lookingAt()) {
            throw BadValue.of("file_path", filePath, "an absolute http or https URL");
        }
        if (!MD5.matcher(checksum).matches()) {
            throw BadValue.of("checksum", checksum, "the MD5 of the file as 32 hexadecimal digits");
        }
    }

    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public int action() {
        return Action.FIRMWARE_QUERY.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.firmwareReply(this);
    }
}
