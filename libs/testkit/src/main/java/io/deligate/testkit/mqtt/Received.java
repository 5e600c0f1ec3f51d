package io.deligate.testkit.mqtt;

import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.Envelope;
import io.deligate.protocol.EnvelopeReader;
import java.nio.charset.StandardCharsets;

/** One message as it reached the device. */
public record Received(String topic, String json, int qos, boolean retained, boolean duplicate) {
    /** The envelope; fails when the platform sent something that is none. */
    public Envelope envelope() {
        try {
            return EnvelopeReader.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (DeviceFault why) {
            throw new AssertionError("not an envelope: " + json + ": " + why.getMessage(), why);
        }
    }
}
