package io.deligate.protocol;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/** What the tests of this module say over and over. */
final class Messages {
    static final DeviceId DEVICE = new DeviceId("DL3785W_1234567890");
    static final AppId APP = new AppId(2001);
    static final GroupId GROUP = new GroupId(1000);
    static final String USER = "589633142345678901";
    static final Instant NOW = Instant.ofEpochSecond(1_502_867_086);

    private Messages() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    static Envelope envelope(String json) throws DeviceFault {
        return EnvelopeReader.read(utf8(json));
    }

    /** An envelope of an action with the given data. */
    static Envelope envelope(int action, String data) throws DeviceFault {
        return envelope("{\"mid\":\"m\",\"action\":" + action + ",\"data\":" + data + "}");
    }

    static FromDevice message(int action, String data) throws DeviceFault {
        return FromDevice.of(envelope(action, data));
    }

    static DeviceFault faultOf(byte[] payload) {
        return Objects.requireNonNull(
                catchThrowableOfType(DeviceFault.class, () -> FromDevice.of(EnvelopeReader.read(payload))),
                "was accepted");
    }

    static DeviceFault faultOf(String json) {
        return faultOf(utf8(json));
    }

    static DeviceFault faultOf(int action, String data) {
        return faultOf("{\"mid\":\"m\",\"action\":" + action + ",\"data\":" + data + "}");
    }
}
