package io.deligate.registryservice.app;

import io.deligate.protocol.AppId;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.deligate.streams.topic.TopicSetup;
import io.deligate.streams.topic.TopicSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** The two topics over which an app talks with its devices. */
public final class AppTopics {
    /** A caller waits for it. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final TopicSetup setup;
    private final TopicNames names;

    public AppTopics(Vertx vertx, KafkaConfig kafka, TopicNames names) {
        this.setup = new TopicSetup(vertx, kafka, LIMIT);
        this.names = names;
    }

    /** Succeeds when both exist; fails with {@link TopicsUnavailable} when Kafka does not make them. */
    Future<Void> make(AppId app) {
        return setup.ensure(List.of(TopicSpec.forAnyClient(names.appIn(app)), TopicSpec.keyed(names.appOut(app))))
                .recover(failure -> Future.failedFuture(new TopicsUnavailable(failure)));
    }
}
