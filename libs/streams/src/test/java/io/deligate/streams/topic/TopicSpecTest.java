package io.deligate.streams.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicSpecTest {
    @Test
    void leavesTheReplicationToTheBroker() {
        assertThat(TopicSpec.keyed("t").toNewTopic().replicationFactor()).isEqualTo((short) -1);
        assertThat(TopicSpec.keyed("t").toNewTopic().numPartitions()).isEqualTo(TopicSpec.SHARED);
    }

    @Test
    void ordersAWholeTopicInOnePartition() {
        assertThat(TopicSpec.ordered("t").toNewTopic().numPartitions()).isEqualTo(1);
    }

    @Test
    void storesWithoutCompressionWhatAnyClientMayRead() {
        assertThat(TopicSpec.forAnyClient("t").toNewTopic().configs())
                .isEqualTo(Map.of("compression.type", "uncompressed"));
        assertThat(TopicSpec.forAnyClient("t").partitions()).isEqualTo(TopicSpec.SHARED);
    }

    @Test
    void compactsATable() {
        assertThat(TopicSpec.table("t").toNewTopic().configs()).isEqualTo(Map.of("cleanup.policy", "compact"));
    }

    @Test
    void keepsARollCallInOneOrderAndShort() {
        assertThat(TopicSpec.rollCall("t").toNewTopic().numPartitions()).isEqualTo(1);
        assertThat(TopicSpec.rollCall("t").toNewTopic().configs())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("segment.ms", "3600000");
    }

    @Test
    void refusesATopicWithoutPartitions() {
        assertThatThrownBy(() -> new TopicSpec("t", 0, Map.of())).hasMessage("partitions: 0 (expected: >= 1)");
    }
}
