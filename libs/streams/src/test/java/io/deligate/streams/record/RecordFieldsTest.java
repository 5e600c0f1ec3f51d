package io.deligate.streams.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

class RecordFieldsTest {
    private final Queue<SubstituteLoggingEvent> events = new LinkedBlockingQueue<>();
    private final EventRecordingLogger log = new EventRecordingLogger(new SubstituteLogger("l", events, true), events);

    private String line(@Nullable String key, @Nullable String value) {
        var record = new ConsumerRecord<>("t", 3, 7, bytes(key), bytes(value));
        RecordFields.about(log, Level.WARN, record).log("said");
        return events.remove().getMessage();
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRecordOfADeviceHasItsDeviceAndMessage() {
        assertThat(line("D-1", "{\"mid\":\"m-1\",\"action\":100,\"data\":{\"password\":\"s3cret\"}}"))
                .isEqualTo("topic=t partition=3 offset=7 device_id=D-1 mid=m-1 action=100 said");
        assertThat(line("D-1", "{\"mid\":12,\"action\":300}"))
                .isEqualTo("topic=t partition=3 offset=7 device_id=D-1 mid=12 action=300 said");
    }

    @Test
    void whatCanBeReadOfABrokenMessageIsNamed() {
        assertThat(line("D-1", "{\"mid\":\"m-1\",\"action\":100,\"time\":\"noon\"}"))
                .isEqualTo("topic=t partition=3 offset=7 device_id=D-1 mid=m-1 action=100 said");
        assertThat(line("D-1", "no json")).isEqualTo("topic=t partition=3 offset=7 device_id=D-1 said");
        assertThat(line("D-1", "[".repeat(100_000))).isEqualTo("topic=t partition=3 offset=7 device_id=D-1 said");
    }

    @Test
    void whatIsNoDeviceOrMessageIsNotNamedOne() {
        assertThat(line(null, null)).isEqualTo("topic=t partition=3 offset=7 said");
        assertThat(line("KQ/DL3785W", "{\"status\":\"online\"}")).isEqualTo("topic=t partition=3 offset=7 said");
        assertThat(line("D".repeat(65), "")).isEqualTo("topic=t partition=3 offset=7 said");
    }
}
