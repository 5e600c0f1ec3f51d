package io.deligate.mqttedge.uplink;

import io.deligate.mqttedge.session.Session;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Makes the Kafka records of one session: the device's bytes as they came, and in the headers who and when. */
final class UplinkRecords {
    private static final Header DUP = new RecordHeader(DeliHeaders.DUP, ascii("true"));

    private final byte[] key;
    private final Header edge;
    private final Header epoch;
    private final Header product;
    private final String messageIdStem;
    private long made;

    UplinkRecords(Session session, EdgeId edge) {
        this.key = session.key();
        this.edge = new RecordHeader(DeliHeaders.EDGE, ascii(edge.value()));
        this.epoch = new RecordHeader(DeliHeaders.EPOCH, ascii(Long.toString(session.epoch())));
        this.product = new RecordHeader(
                DeliHeaders.PRODUCT, ascii(session.product().model().value()));
        this.messageIdStem = session.device().value() + ":" + session.epoch() + ":";
    }

    ProducerRecord<byte[], byte[]> make(String topic, byte[] payload, long receivedMillis, boolean dup) {
        Header received = new RecordHeader(DeliHeaders.RECEIVED, ascii(Long.toString(receivedMillis)));
        Header id = new RecordHeader(DeliHeaders.MESSAGE_ID, ascii(messageIdStem + ++made));
        List<Header> headers =
                dup ? List.of(edge, epoch, product, received, id, DUP) : List.of(edge, epoch, product, received, id);
        return new ProducerRecord<>(topic, null, key, withoutByteOrderMark(payload), headers);
    }

    /** A leading byte order mark is the device's habit (R55), not part of the record's JSON. */
    private static byte[] withoutByteOrderMark(byte[] payload) {
        boolean marked = payload.length >= 3
                && payload[0] == (byte) 0xEF
                && payload[1] == (byte) 0xBB
                && payload[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(payload, 3, payload.length) : payload;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
