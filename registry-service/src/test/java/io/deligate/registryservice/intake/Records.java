package io.deligate.registryservice.intake;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.refusal.RefusalRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records as they stand in the registry's topic. */
final class Records {
    private static long next;

    private Records() {}

    static ConsumerRecord<byte[], byte[]> record(String device, String value) {
        return new ConsumerRecord<>("t.registry", 3, next++, bytes(device), bytes(value));
    }

    static ConsumerRecord<byte[], byte[]> report(String device, String name) {
        return record(device, "{\"action\":101,\"data\":{\"name\":\"" + name + "\"}}");
    }

    static ConsumerRecord<byte[], byte[]> unbind(String device) {
        return record(device, "{\"action\":104}");
    }

    static ConsumerRecord<byte[], byte[]> alarm(String device, int code) {
        return record(device, "{\"action\":105,\"data\":{\"code\":" + code + "}}");
    }

    static ConsumerRecord<byte[], byte[]> refusal(String device) {
        var sent = new RefusalRecord(
                        new DeviceId(device),
                        RefusalRecord.What.CONNECT,
                        "bad-password",
                        Instant.ofEpochSecond(1),
                        "192.0.2.1")
                .toRecord("t.registry");
        var record = new ConsumerRecord<>("t.registry", 3, next++, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
