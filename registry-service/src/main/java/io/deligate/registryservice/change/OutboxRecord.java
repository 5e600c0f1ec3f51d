package io.deligate.registryservice.change;

import io.deligate.protocol.DeviceId;
import java.util.Map;

/** A record that leaves for Kafka if, and only if, the change that made it is committed. */
public sealed interface OutboxRecord {
    /** The record's key; records of one key leave in the order of their changes. */
    String key();

    /** ASCII headers by name. */
    Map<String, String> headers();

    /** The record's value in UTF-8; empty for a record that its headers say completely. */
    String value();

    /** For a topic known now. */
    record ToTopic(String topic, String key, Map<String, String> headers, String value) implements OutboxRecord {
        public ToTopic {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * For the edge that holds the device when the record leaves. Is it on none, the asker named in the header
     * {@code deli-receipt} gets the receipt {@code offline}, and without an asker the record ends there.
     */
    record ToDevice(DeviceId device, Map<String, String> headers, String value) implements OutboxRecord {
        public ToDevice {
            headers = Map.copyOf(headers);
        }

        @Override
        public String key() {
            return device.value();
        }
    }
}
