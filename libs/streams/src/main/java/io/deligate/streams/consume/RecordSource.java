package io.deligate.streams.consume;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Which partitions a consumer reads, and from where. */
public sealed interface RecordSource {
    /** Who only follows what is so can wait a little, and is not in the way of those who cannot. */
    Duration FOLLOWS_WITHIN = Duration.ofMillis(3);

    /** Shares the topics with the other members of a group, from the group's committed offsets. */
    record Shared(String group, List<String> topics) implements RecordSource {
        public Shared {
            topics = List.copyOf(topics);
        }
    }

    /**
     * Shares every topic whose whole name matches with the other members of a group, from the group's committed offsets:
     * also topics that come later, within two seconds or three, and no longer those that are gone. What comes and goes
     * does not stop the others.
     *
     * @param each how much of one topic may be read
     */
    record Matching(String group, Pattern topics, TopicQuota each) implements RecordSource {
        private static final int PARTITIONS_PER_MILLISECOND = 100;
        private static final int MOST_MILLIS = 10;

        @Override
        public Duration gather(int partitions) {
            return Duration.ofMillis(Math.min(MOST_MILLIS, partitions / PARTITIONS_PER_MILLISECOND));
        }
    }

    /**
     * Shares a topic with the other members of a group, from the group's committed offsets; a group that never read a
     * partition begins at what is its end then.
     */
    record News(String group, String topic) implements RecordSource {}

    /** Reads all partitions a topic has at the start, alone, from the offsets committed under the group's name. */
    record Owned(String group, String topic) implements RecordSource {}

    /** Reads all partitions a topic has at the start, from their beginning, and commits nothing. */
    record Whole(String topic) implements RecordSource {
        @Override
        public Duration gather(int partitions) {
            return FOLLOWS_WITHIN;
        }
    }

    /** Reads all partitions a topic has at the start, from what is their end then, and commits nothing. */
    record Tail(String topic) implements RecordSource {}

    /** Reads all partitions a topic has at the start, from so long ago, and commits nothing. */
    record Recent(String topic, Duration back) implements RecordSource {
        @Override
        public Duration gather(int partitions) {
            return FOLLOWS_WITHIN;
        }
    }

    /** How long a reader of so many partitions that has just got something waits for more, before it fetches again. */
    default Duration gather(int partitions) {
        return Duration.ZERO;
    }
}
