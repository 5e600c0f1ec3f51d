package io.deligate.streams.consume;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One record under way, the lane it keeps its order in, and the partition's books it belongs to: after a rebalance those are other ones. */
record OpenRecord(ConsumerRecord<byte[], byte[]> record, TopicPartition partition, Lane lane, OffsetLedger ledger) {
    /** What keeps its order: the records of one key in one topic. */
    record Lane(String topic, ByteBuffer key) {}

    static OpenRecord of(ConsumerRecord<byte[], byte[]> record, TopicPartition partition, OffsetLedger ledger) {
        byte[] key = record.key();
        Lane lane = new Lane(record.topic(), ByteBuffer.wrap(key == null ? new byte[0] : key));
        return new OpenRecord(record, partition, lane, ledger);
    }

    /** Bytes of key and value. */
    int size() {
        byte[] value = record.value();
        return lane.key().limit() + (value == null ? 0 : value.length);
    }
}
