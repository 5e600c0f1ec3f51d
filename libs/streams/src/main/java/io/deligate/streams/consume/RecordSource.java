package io.deligate.streams.consume;

import java.time.Duration;
import java.util.List;

/** Which partitions a consumer reads, and from where. */
public sealed interface RecordSource {
    /** Shares the topics with the other members of a group, from the group's committed offsets. */
    record Shared(String group, List<String> topics) implements RecordSource {
        public Shared {
            topics = List.copyOf(topics);
        }
    }

    /** Reads all partitions a topic has at the start, alone, from the offsets committed under the group's name. */
    record Owned(String group, String topic) implements RecordSource {}

    /** Reads all partitions a topic has at the start, from their beginning, and commits nothing. */
    record Whole(String topic) implements RecordSource {}

    /** Reads all partitions a topic has at the start, from what is their end then, and commits nothing. */
    record Tail(String topic) implements RecordSource {}

    /** Reads all partitions a topic has at the start, from so long ago, and commits nothing. */
    record Recent(String topic, Duration back) implements RecordSource {}
}
