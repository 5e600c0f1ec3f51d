package io.deligate.appbridge.downlink;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of an app's {@code out} topic.
 *
 * @param messageId the same for a record that an app's producer wrote twice because it did not hear the first answer
 */
record OutRecord(AppId app, ConsumerRecord<byte[], byte[]> record, String messageId) {
    private static final Pattern OWN_ID = Pattern.compile("[!-~]{1,128}");
    private static final int ID_BYTES = 16;
    private static final int LONGEST_KEY = 1_000;

    /** @param named whether the message has a {@code mid}: two without one are two messages, however alike they are */
    static OutRecord of(AppId app, ConsumerRecord<byte[], byte[]> record, boolean named) {
        String id = DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID)
                .filter(own -> OWN_ID.matcher(own).matches())
                .orElseGet(() -> named ? fingerprint(record) : record.partition() + "/" + record.offset());
        return new OutRecord(app, record, "app-" + app + ":" + id);
    }

    /** When it is too late for the app, in epoch milliseconds. */
    OptionalLong expires() {
        return DeliHeaders.number(record.headers(), DeliHeaders.EXPIRES);
    }

    /** Whether the app wanted a time that nobody can read. */
    boolean expiresUnreadably() {
        return record.headers().lastHeader(DeliHeaders.EXPIRES) != null
                && expires().isEmpty();
    }

    /** The device that the record's key names; empty when it names none. */
    Optional<DeviceId> device() {
        return Optional.ofNullable(record.key())
                .filter(key -> key.length <= LONGEST_KEY)
                .flatMap(key -> DeviceId.parse(new String(key, StandardCharsets.UTF_8)));
    }

    /** Bytes of the value. */
    int size() {
        return record.value() == null ? 0 : record.value().length;
    }

    /** A producer's retry has the same key, value and time as what it repeats; what an app sends again has another time. */
    private static String fingerprint(ConsumerRecord<byte[], byte[]> record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((record.partition() + " " + record.timestamp() + " ").getBytes(StandardCharsets.US_ASCII));
            if (record.key() != null) {
                digest.update(record.key());
            }
            digest.update((byte) 0);
            if (record.value() != null) {
                digest.update(record.value());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
