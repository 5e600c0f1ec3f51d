package io.deligate.streams.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a {@link ConsumerLoop} feeds; every method is called on the loop's thread only. */
interface RecordSink {
    /** Takes the records of one poll. */
    void accept(ConsumerRecords<byte[], byte[]> records);

    /** Whether the next poll may bring records. */
    default boolean hasRoom() {
        return true;
    }

    /** Partitions of which the next poll may bring nothing, although there is room for others. */
    default Set<TopicPartition> held() {
        return Set.of();
    }

    /** Positions behind finished work that Kafka does not have yet: the same ones again until {@link #committed}. */
    default Map<TopicPartition, OffsetAndMetadata> committable() {
        return Map.of();
    }

    /** Kafka has these positions. */
    default void committed(Map<TopicPartition, OffsetAndMetadata> positions) {}

    /** Waits until nothing of these partitions is under way, or until the limit is over. */
    default void settle(Collection<TopicPartition> partitions, Duration limit) {}

    /** Partitions have come. */
    default void assigned() {}

    /** These partitions are somebody else's now: forget their unfinished work and do not try it again. */
    default void revoked(Collection<TopicPartition> partitions) {}

    /** Told once to the reader of a {@link RecordSource.Whole}: all that was there at the start has been handed over. */
    default void caughtUp() {}
}
