package io.deligate.streams.record;

import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.Envelope;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.Mid;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What a log line says about the record it is about, as fields of its own: where the record lies, which device it is of,
 * and which message it holds. Nothing else of what a device or an app wrote. Reads the record once more, so it is for
 * what goes wrong.
 */
public final class RecordFields {
    private RecordFields() {}

    /** A line with the fields of the record, as far as it has them; it is still to be logged. */
    public static LoggingEventBuilder about(Logger log, Level level, ConsumerRecord<byte[], byte[]> record) {
        if (!log.isEnabledForLevel(level)) {
            return log.atLevel(level);
        }
        LoggingEventBuilder line = log.atLevel(level)
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset());
        return message(line, record.key(), record.value());
    }

    /** Adds the device that a key names and the message that a value holds; nothing where they name or hold none. */
    public static LoggingEventBuilder message(
            LoggingEventBuilder line, byte @Nullable [] key, byte @Nullable [] value) {
        LoggingEventBuilder named =
                device(key).map(device -> line.addKeyValue("device_id", device)).orElse(line);
        if (value != null) {
            try {
                Envelope envelope = EnvelopeReader.read(value);
                return message(named, envelope.mid(), envelope.action());
            } catch (DeviceFault fault) {
                return message(named, fault.mid(), fault.action());
            }
        }
        return named;
    }

    /** Adds what is known of a message; {@link DeviceFault#UNKNOWN_ACTION} is not. */
    public static LoggingEventBuilder message(LoggingEventBuilder line, @Nullable Mid mid, int action) {
        LoggingEventBuilder named = mid == null ? line : line.addKeyValue("mid", mid);
        return action == DeviceFault.UNKNOWN_ACTION ? named : named.addKeyValue("action", action);
    }

    private static Optional<DeviceId> device(byte @Nullable [] key) {
        return key == null || key.length > DeviceId.MAX_LENGTH
                ? Optional.empty()
                : DeviceId.parse(new String(key, StandardCharsets.UTF_8));
    }
}
