package io.deligate.otaservice.rollout;

import io.deligate.streams.consume.BatchConsumer;
import io.deligate.streams.consume.RecordSource;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows the events of devices and counts what becomes of rollouts; {@link RolloutSweep} acts on the counts. */
public final class OutcomeReader {
    private final Rollouts rollouts;
    private final Tallies tallies;
    private final Outcomes outcomes;
    private final BatchConsumer consumer;

    /** A reader that does nothing before {@link #start}. */
    public OutcomeReader(
            Vertx vertx, KafkaConfig kafka, TopicNames topics, Rollouts rollouts, Tallies tallies, Outcomes outcomes) {
        this.rollouts = rollouts;
        this.tallies = tallies;
        this.outcomes = outcomes;
        this.consumer = new BatchConsumer(
                vertx,
                "ota-events",
                kafka,
                new RecordSource.Shared(topics.prefix() + "ota", List.of(topics.events())),
                this::count,
                RetryGaps.defaults());
    }

    public void start() {
        consumer.start();
    }

    /** Why nothing is read any more, when an error has ended the reader. */
    public Optional<String> problem() {
        return consumer.problem();
    }

    /** Succeeds when nothing is read any more. */
    public Future<Void> stop() {
        return consumer.stop();
    }

    private Future<Void> count(List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<Integer, Long> next = new HashMap<>();
        batch.forEach(record -> next.merge(record.partition(), record.offset() + 1, Math::max));
        return rollouts.live().compose(live -> outcomes.of(batch, live)).compose(found -> tallies.add(found, next));
    }
}
