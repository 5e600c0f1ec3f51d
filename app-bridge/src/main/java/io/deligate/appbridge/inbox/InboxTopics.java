package io.deligate.appbridge.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Which of the apps' topics are there: a record for one that is not would wait for half a minute in the publisher, and its
 * device's other apps with it. Kafka is asked once in a while about a topic that is used. Thread-safe.
 */
public final class InboxTopics {
    private static final long BELIEVED = TimeUnit.SECONDS.toNanos(10);
    private static final long MISSING_BELIEVED = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int ANSWER_LIMIT_MS = 5_000;

    private final Vertx vertx;
    private final Admin admin;
    private final Cache<String, Answer> answers = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterAccess(Duration.ofMinutes(1))
            .maximumSize(20_000)
            .build();

    /** Kafka's last word on a topic, and since when it has been missing. */
    private record Answer(Future<Boolean> there, long asked, long missingSince) {
        boolean isOutdated(long now) {
            return there.isComplete() && now - asked > (there.result() ? BELIEVED : MISSING_BELIEVED);
        }

        boolean isMissing() {
            return there.isComplete() && !there.result();
        }
    }

    public InboxTopics(Vertx vertx, KafkaConfig kafka) {
        this.vertx = vertx;
        this.admin = kafka.open(() -> Admin.create(kafka.client(
                Map.of(
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        ANSWER_LIMIT_MS,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        ANSWER_LIMIT_MS),
                Map.of())));
    }

    /**
     * Succeeds when the topic is there as far as anybody knows, in an outage of Kafka as well. Fails with {@link
     * UnprocessableRecordException} when it has been missing for three seconds: a broker may not have heard of a new one.
     */
    Future<Void> require(String topic) {
        Answer answer = ask(topic);
        return answer.there().compose(there -> {
            if (there) {
                return Future.succeededFuture();
            }
            if (System.nanoTime() - answer.missingSince() > PATIENCE) {
                return Future.failedFuture(
                        new UnprocessableRecordException("topic " + topic + ": missing (expected: made with the app)"));
            }
            return vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(later -> require(topic));
        });
    }

    private Answer ask(String topic) {
        long now = System.nanoTime();
        return Objects.requireNonNull(answers.asMap()
                .compute(topic, (same, last) -> last == null || last.isOutdated(now) ? ask(same, last, now) : last));
    }

    private Answer ask(String topic, @Nullable Answer last, long now) {
        Promise<Boolean> there = Promise.promise();
        var described = admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
        var unused =
                Objects.requireNonNull(described).whenComplete((found, failure) -> there.complete(!isUnknown(failure)));
        return new Answer(there.future(), now, last != null && last.isMissing() ? last.missingSince() : now);
    }

    private static boolean isUnknown(@Nullable Throwable failure) {
        return failure instanceof UnknownTopicOrPartitionException
                || (failure instanceof CompletionException
                        && failure.getCause() instanceof UnknownTopicOrPartitionException);
    }

    /** Succeeds when Kafka is not asked any more. */
    public Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    admin.close(Duration.ZERO);
                    return null;
                },
                false);
    }
}
