package io.deligate.streams.topic;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics a service needs; what exists already stays as its operator made it. */
public final class TopicSetup {
    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Vertx vertx;
    private final KafkaConfig kafka;
    private final Duration limit;

    /** For the start of a service, which waits up to 30 s for each answer of Kafka. */
    public TopicSetup(Vertx vertx, KafkaConfig kafka) {
        this(vertx, kafka, LIMIT);
    }

    /**
     * @param limit how long to wait for an answer of Kafka, and for a broker that has just started to be itself
     */
    public TopicSetup(Vertx vertx, KafkaConfig kafka, Duration limit) {
        this.vertx = vertx;
        this.kafka = kafka;
        this.limit = limit;
    }

    /**
     * Succeeds when every topic exists; fails when Kafka cannot be reached in time or refuses. Makes only what is
     * missing: where an operator has made all topics, the right to make them is not needed.
     */
    public Future<Void> ensure(List<TopicSpec> topics) {
        return asking(admin -> patiently(() -> {
                    make(admin, missing(admin, topics));
                    return topics.size();
                }))
                .mapEmpty();
    }

    /**
     * Succeeds with what the topic is now; fails when Kafka cannot be reached, or when there is no such topic nor comes to
     * be within 30 s: a broker may not know yet what another one has made.
     */
    public Future<TopicState> state(String topic) {
        return asking(admin -> patiently(() -> {
            try {
                return state(admin, topic);
            } catch (ExecutionException failure) {
                throw new IllegalStateException("topic " + topic + ": " + failure.getCause(), failure);
            } catch (TimeoutException silence) {
                throw unreachable(silence);
            }
        }));
    }

    private interface Step<T> {
        T take() throws InterruptedException;
    }

    /** What a broker that is busy with its own start refuses, it takes a moment later. */
    private <T> T patiently(Step<T> step) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean told = false;
        while (true) {
            try {
                return step.take();
            } catch (IllegalStateException failure) {
                if (!isPassing(failure) || System.nanoTime() - deadline > 0) {
                    throw failure;
                }
                if (!told) {
                    log.warn("kafka is not ready, tried for {} s: {}", limit.toSeconds(), failure.getMessage());
                    told = true;
                }
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    /** No broker to put a topic on is one more sign of a start: those that are there have not said so yet. */
    private static boolean isPassing(IllegalStateException failure) {
        return failure.getCause() instanceof ExecutionException refused
                && (refused.getCause() instanceof RetriableException
                        || refused.getCause() instanceof InvalidReplicationFactorException);
    }

    private static TopicState state(Admin admin, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription found = admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .iterator()
                .next();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        found.partitions().forEach(each -> ends.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
        long highest = admin.listOffsets(ends).all().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).values().stream()
                .mapToLong(end -> end.offset())
                .max()
                .orElse(0);
        return new TopicState(found.topicId().toString(), highest);
    }

    private interface Question<T> {
        T ask(Admin admin) throws InterruptedException;
    }

    private <T> Future<T> asking(Question<T> question) {
        return vertx.executeBlocking(
                () -> {
                    Admin admin = kafka.open(() -> Admin.create(kafka.client(tuned(), Map.of())));
                    try {
                        return question.ask(admin);
                    } finally {
                        admin.close(Duration.ZERO);
                    }
                },
                false);
    }

    private Map<String, Object> tuned() {
        int millis = (int) limit.toMillis();
        return Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.min(10_000, millis));
    }

    private List<NewTopic> missing(Admin admin, List<TopicSpec> topics) throws InterruptedException {
        var found = admin.describeTopics(topics.stream().map(TopicSpec::name).toList())
                .topicNameValues();
        List<NewTopic> missing = new ArrayList<>();
        for (TopicSpec topic : topics) {
            if (!succeeded(topic.name(), found.get(topic.name()), UnknownTopicOrPartitionException.class)) {
                missing.add(topic.toNewTopic());
            }
        }
        return missing;
    }

    private void make(Admin admin, List<NewTopic> topics) throws InterruptedException {
        for (var made : admin.createTopics(topics).values().entrySet()) {
            // Another instance may have been faster.
            var unused = succeeded(made.getKey(), made.getValue(), TopicExistsException.class);
        }
    }

    /** False when Kafka gave the answer that is expected too. */
    private boolean succeeded(String topic, @Nullable KafkaFuture<?> answer, Class<? extends ApiException> otherAnswer)
            throws InterruptedException {
        try {
            var unused = Objects.requireNonNull(answer).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failure) {
            if (otherAnswer.isInstance(failure.getCause())) {
                return false;
            }
            if (failure.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw unreachable(failure);
            }
            throw new IllegalStateException(
                    "topic " + topic + " cannot be had at " + kafka.bootstrap() + ": " + failure.getCause(), failure);
        } catch (TimeoutException silence) {
            throw unreachable(silence);
        }
    }

    private IllegalStateException unreachable(Exception silence) {
        return new IllegalStateException(
                "kafka at " + kafka.bootstrap()
                        + " does not answer (expected: brokers there; kafka.bootstrap says where)",
                silence);
    }
}
