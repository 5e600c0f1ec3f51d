package io.deligate.appbridge.downlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.AppId;
import io.deligate.streams.record.DeliHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class OutRecordTest {
    @Test
    void hasTheSameIdWhereverTheProducersRetryLies() {
        assertThat(id(5, 100, "k", "v", "")).isEqualTo(id(9, 100, "k", "v", ""));
    }

    @Test
    void hasAnotherIdWhenAnythingButItsPlaceDiffers() {
        assertThat(id(5, 100, "k", "v", ""))
                .isNotEqualTo(id(5, 101, "k", "v", ""))
                .isNotEqualTo(id(5, 100, "kv", "", ""))
                .isNotEqualTo(id(5, 100, "k", "w", ""));
    }

    @Test
    void hasTheIdItsAppGave() {
        assertThat(id(5, 100, "k", "v", "mine")).isEqualTo("app-12:mine").isEqualTo(id(6, 200, "k", "w", "mine"));
    }

    @Test
    void hasAnIdOfOursWhenTheAppsCannotBeAHeader() {
        assertThat(id(5, 100, "k", "v", "no spaces")).isEqualTo(id(5, 100, "k", "v", ""));
        assertThat(id(5, 100, "k", "v", "x".repeat(129))).isEqualTo(id(5, 100, "k", "v", ""));
    }

    @Test
    void isItsPlaceWhenTheMessageHasNoName() {
        assertThat(id(5, 100, "k", "v", "", false)).isNotEqualTo(id(6, 100, "k", "v", "", false));
        assertThat(id(5, 100, "k", "v", "mine", false)).isEqualTo("app-12:mine");
    }

    private static String id(long offset, long time, String key, String value, String own) {
        return id(offset, time, key, value, own, true);
    }

    private static String id(long offset, long time, String key, String value, String own, boolean named) {
        var headers = new RecordHeaders();
        if (!own.isEmpty()) {
            DeliHeaders.put(headers, DeliHeaders.MESSAGE_ID, own);
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        var record = new ConsumerRecord<>(
                "t",
                0,
                offset,
                time,
                TimestampType.CREATE_TIME,
                1,
                bytes.length,
                key.getBytes(StandardCharsets.UTF_8),
                bytes,
                headers,
                Optional.empty());
        return OutRecord.of(new AppId(12), record, named).messageId();
    }
}
