package io.deligate.streams.consume;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One record under way, and the partition's books it belongs to: after a rebalance those are other ones. */
record OpenRecord(
        ConsumerRecord<byte[], byte[]> record, TopicPartition partition, ByteBuffer key, OffsetLedger ledger) {
    static OpenRecord of(ConsumerRecord<byte[], byte[]> record, TopicPartition partition, OffsetLedger ledger) {
        byte[] key = record.key();
        return new OpenRecord(record, partition, ByteBuffer.wrap(key == null ? new byte[0] : key), ledger);
    }

    /** Bytes of key and value. */
    int size() {
        byte[] value = record.value();
        return key.limit() + (value == null ? 0 : value.length);
    }
}
