package io.deligate.testkit.mqtt;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes MQTT's data types (MQTT 3.1.1, section 1.5). */
final class MqttWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @CanIgnoreReturnValue
    MqttWriter octet(int value) {
        out.write(value);
        return this;
    }

    @CanIgnoreReturnValue
    MqttWriter number(int value) {
        return octet(value >> 8 & 0xff).octet(value & 0xff);
    }

    @CanIgnoreReturnValue
    MqttWriter text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        return number(encoded.length).raw(encoded);
    }

    @CanIgnoreReturnValue
    MqttWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
