package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OpenBatchTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    private static final TopicPartition ONE = new TopicPartition("t", 1);

    private final List<OpenBatch.Try> begun = new ArrayList<>();
    private final OpenBatch open = new OpenBatch(begun::add);

    @Test
    void hasNoRoomWhileABatchIsUnderWay() {
        assertThat(open.hasRoom()).isTrue();
        arrive(5);
        assertThat(open.hasRoom()).isFalse();
        open.failed();
        assertThat(open.hasRoom()).isFalse();
        open.succeeded();
        assertThat(open.hasRoom()).isTrue();
    }

    @Test
    void offersPositionsBehindASuccessUntilTheyAreCommitted() {
        arrive(5);
        assertThat(open.committable()).isEmpty();

        open.succeeded();

        Map<TopicPartition, OffsetAndMetadata> both =
                Map.of(ZERO, new OffsetAndMetadata(6), ONE, new OffsetAndMetadata(6));
        assertThat(open.committable()).isEqualTo(both).isEqualTo(open.committable());
        open.committed(both);
        assertThat(open.committable()).isEmpty();
    }

    @Test
    void keepsANewerPositionWhenAnOlderCommitIsConfirmed() {
        arrive(5);
        open.succeeded();
        var older = open.committable();
        arrive(6);
        open.succeeded();

        open.committed(older);

        assertThat(open.committable()).containsEntry(ZERO, new OffsetAndMetadata(7));
    }

    @Test
    void triesTheVerySameBatchAgain() {
        arrive(5);
        open.failed();

        OpenBatch.Try again = open.again(begun.get(0)).orElseThrow();

        assertThat(again.records()).isEqualTo(begun.get(0).records());
        assertThat(again.attempt()).isEqualTo(1);
    }

    @Test
    void leavesRevokedPartitionsToTheirNewOwner() {
        arrive(5);
        open.failed();

        open.revoked(List.of(ZERO));

        assertThat(open.again(begun.get(0)).orElseThrow().records())
                .extracting(ConsumerRecord::partition)
                .containsExactly(1);
        open.succeeded();
        assertThat(open.committable()).containsOnlyKeys(ONE);
    }

    @Test
    void commitsNothingOfWhatWasRevokedDuringTheWork() {
        arrive(5);

        open.revoked(List.of(ZERO));
        open.succeeded();

        assertThat(open.committable()).containsOnlyKeys(ONE);
        open.revoked(List.of(ONE));
        assertThat(open.committable()).isEmpty();
    }

    @Test
    void dropsAWaitingBatchThatIsRevokedAsAWhole() {
        arrive(5);
        open.failed();

        open.revoked(List.of(ZERO, ONE));

        assertThat(open.hasRoom()).isTrue();
        arrive(5);
        assertThat(open.again(begun.get(0))).isEmpty();
        assertThat(open.hasRoom()).isFalse();
    }

    @Test
    void dropsARunningBatchThatWasRevokedWhenItFails() {
        arrive(5);
        open.revoked(List.of(ZERO, ONE));
        assertThat(open.hasRoom()).isFalse();

        open.failed();

        assertThat(open.hasRoom()).isTrue();
        assertThat(open.again(begun.get(0))).isEmpty();
    }

    @Test
    void doesNotWaitForABatchThatWaitsItself() {
        arrive(5);
        open.failed();

        open.settle(List.of(ZERO), Duration.ofMinutes(1));

        assertThat(open.hasRoom()).isFalse();
    }

    @Test
    void stopsWaitingAtTheLimit() {
        arrive(5);

        open.settle(List.of(ZERO), Duration.ofMillis(20));

        assertThat(open.hasRoom()).isFalse();
    }

    /** One record of this offset in both partitions. */
    private void arrive(long offset) {
        open.accept(new ConsumerRecords<>(
                Map.of(
                        ZERO, List.of(new ConsumerRecord<>("t", 0, offset, new byte[0], new byte[0])),
                        ONE, List.of(new ConsumerRecord<>("t", 1, offset, new byte[0], new byte[0]))),
                Map.of()));
    }
}
