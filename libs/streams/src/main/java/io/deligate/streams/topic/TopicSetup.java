package io.deligate.streams.topic;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics a service needs; what exists already stays as its operator made it. */
public final class TopicSetup {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final KafkaConfig kafka;

    public TopicSetup(Vertx vertx, KafkaConfig kafka) {
        this.vertx = vertx;
        this.kafka = kafka;
    }

    /** Succeeds when every topic exists; fails when Kafka cannot be reached within 30 s or refuses. */
    public Future<Void> ensure(List<TopicSpec> topics) {
        return vertx.executeBlocking(
                () -> {
                    try (Admin admin = Admin.create(kafka.client(Map.of(), Map.of()))) {
                        var results = admin.createTopics(
                                        topics.stream()
                                                .map(TopicSpec::toNewTopic)
                                                .toList(),
                                        new CreateTopicsOptions().timeoutMs((int) LIMIT.toMillis()))
                                .values();
                        for (var result : results.entrySet()) {
                            await(result.getKey(), result.getValue());
                        }
                        return null;
                    }
                },
                false);
    }

    private void await(String topic, KafkaFuture<Void> creation) throws InterruptedException {
        try {
            creation.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TopicExistsException) {
                return;
            }
            throw new IllegalStateException(
                    "topic " + topic + " cannot be made at " + kafka.bootstrap() + ": " + failure.getCause(), failure);
        } catch (TimeoutException silence) {
            throw new IllegalStateException("kafka at " + kafka.bootstrap() + " does not answer", silence);
        }
    }
}
