package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenRecordsTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final List<OpenRecord> begun = new ArrayList<>();
    private final OpenRecords open = new OpenRecords(new OpenLimits(3, 100), begun::add);

    @Test
    void letsOneRecordOfAKeyIn() {
        arrive(0, "a");
        arrive(1, "a");
        arrive(2, "b");

        assertThat(offsets(begun)).containsExactly(0L, 2L);
        assertThat(open.leave(begun.get(0)).map(next -> next.record().offset())).contains(1L);
        assertThat(open.leave(begun.get(1))).isEmpty();
    }

    @Test
    void takesAKeyAgainThatWasFree() {
        arrive(0, "a");
        assertThat(open.leave(begun.get(0))).isEmpty();

        arrive(1, "a");

        assertThat(offsets(begun)).containsExactly(0L, 1L);
    }

    @Test
    void hasRoomBelowItsLimit() {
        arrive(0, "a");
        arrive(1, "a");
        assertThat(open.hasRoom()).isTrue();
        arrive(2, "b");
        assertThat(open.hasRoom()).isFalse();

        assertThat(open.leave(begun.get(1))).isEmpty();

        assertThat(open.hasRoom()).isTrue();
    }

    @Test
    void hasRoomBelowItsLimitOfBytes() {
        arrive(0, "k".repeat(99));
        assertThat(open.hasRoom()).isTrue();
        arrive(1, "b");
        assertThat(open.hasRoom()).isFalse();

        open.settle(begun.get(1));

        assertThat(open.hasRoom()).isTrue();
        assertThat(open.count()).isEqualTo(1);
    }

    @Test
    void letsTheNextOfAKeyInBeforeTheOneBeforeIsDone() {
        arrive(0, "a");
        arrive(1, "a");

        OpenRecord second = open.pass(begun.get(0)).orElseThrow();
        open.settle(second);
        assertThat(open.committable()).isEmpty();
        assertThat(open.pass(second)).isEmpty();
        open.settle(begun.get(0));

        assertThat(open.committable()).containsEntry(PARTITION, new OffsetAndMetadata(2));
    }

    @Test
    void countsARecordThatIsDoneTwiceOnce() {
        arrive(0, "a");
        arrive(1, "b");

        open.settle(begun.get(0));
        open.settle(begun.get(0));

        assertThat(open.count()).isEqualTo(1);
        open.settle(List.of(new TopicPartition("other", 0)), Duration.ofMinutes(1));
        assertThat(open.committable()).containsEntry(PARTITION, new OffsetAndMetadata(1));
    }

    @Test
    void offersPositionsUntilTheyAreCommitted() {
        arrive(5, "a");
        assertThat(open.leave(begun.get(0))).isEmpty();
        Map<TopicPartition, OffsetAndMetadata> position = Map.of(PARTITION, new OffsetAndMetadata(6));

        assertThat(open.committable()).isEqualTo(position).isEqualTo(open.committable());
        open.committed(position);
        assertThat(open.committable()).isEmpty();
    }

    @Test
    void forgetsWhatWaitsInARevokedPartition() {
        arrive(0, "a");
        arrive(1, "a");
        arrive(2, "b");

        open.revoked(List.of(PARTITION));

        assertThat(open.hasRoom()).isTrue();
        assertThat(open.isRevoked(begun.get(0))).isTrue();
        assertThat(open.leave(begun.get(0))).isEmpty();
        assertThat(open.leave(begun.get(1))).isEmpty();
        assertThat(open.committable()).isEmpty();
    }

    @Test
    void makesAPartitionThatComesBackWaitForWorkUnderWay() {
        arrive(0, "a");
        open.revoked(List.of(PARTITION));

        arrive(0, "a");

        assertThat(begun).hasSize(1);
        Optional<OpenRecord> again = open.leave(begun.get(0));
        assertThat(again).isPresent();
        assertThat(open.isRevoked(again.orElseThrow())).isFalse();
        assertThat(open.committable()).isEmpty();
        assertThat(open.leave(again.orElseThrow())).isEmpty();
        assertThat(open.committable()).containsEntry(PARTITION, new OffsetAndMetadata(1));
    }

    @Test
    void startsNewBooksWhenATopicWasMadeAnew() {
        arrive(100, "a");
        assertThat(open.leave(begun.get(0))).isEmpty();

        arrive(0, "a");
        assertThat(open.leave(begun.get(1))).isEmpty();

        assertThat(open.committable()).containsEntry(PARTITION, new OffsetAndMetadata(1));
    }

    @Test
    void settlesWhenNothingOfThePartitionIsOpen() {
        arrive(0, "a");
        assertThat(open.leave(begun.get(0))).isEmpty();

        open.settle(List.of(PARTITION), Duration.ofMinutes(1));
        open.settle(List.of(new TopicPartition("other", 0)), Duration.ofMinutes(1));
    }

    @Test
    void doesNotWaitForARecordThatWaitsItself() {
        arrive(0, "a");
        arrive(1, "a");
        open.rest(begun.get(0));

        open.settle(List.of(PARTITION), Duration.ofMinutes(1));

        assertThat(open.wake(begun.get(0))).isTrue();
        open.rest(begun.get(0));
        open.revoked(List.of(PARTITION));
        assertThat(open.wake(begun.get(0))).isFalse();
    }

    @Test
    void stopsWaitingAtTheLimit() {
        arrive(0, "a");

        open.settle(List.of(PARTITION), Duration.ofMillis(20));

        assertThat(open.committable()).isEmpty();
    }

    @Test
    void treatsRecordsWithoutAKeyAsOfOneKey() {
        arrive(0, null);
        arrive(1, null);

        assertThat(begun).hasSize(1);
    }

    private void arrive(long offset, @Nullable String key) {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        open.accept(records(new ConsumerRecord<>("t", 0, offset, bytes, new byte[0])));
    }

    static ConsumerRecords<byte[], byte[]> records(ConsumerRecord<byte[], byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        return new ConsumerRecords<>(Map.of(partition, List.of(record)), Map.of());
    }

    private static List<Long> offsets(List<OpenRecord> items) {
        return items.stream().map(item -> item.record().offset()).toList();
    }
}
