package io.deligate.mqttedge.downlink;

import io.deligate.servicekit.process.Platform;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.deligate.tracing.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;

/** What everybody who reads a down topic on this edge shares. Thread-safe. */
public final class DownRoutes {
    private final Vertx vertx;
    private final Context context;
    private final KafkaConfig kafka;
    private final RecordPublisher publisher;
    private final TopicNames topics;
    private final EdgeId edge;
    private final SessionDirectory directory;
    private final Clock clock;
    private final DownlinkMetrics metrics;
    private final Tracing tracing;

    public DownRoutes(
            Platform platform,
            KafkaConfig kafka,
            RecordPublisher publisher,
            TopicNames topics,
            EdgeId edge,
            SessionDirectory directory,
            Tracing tracing) {
        this.vertx = platform.vertx();
        this.context = vertx.getOrCreateContext();
        this.kafka = kafka;
        this.publisher = publisher;
        this.topics = topics;
        this.edge = edge;
        this.directory = directory;
        this.clock = platform.clock();
        this.metrics = new DownlinkMetrics(platform.meters());
        this.tracing = tracing;
    }

    public Vertx vertx() {
        return vertx;
    }

    public KafkaConfig kafka() {
        return kafka;
    }

    public RecordPublisher publisher() {
        return publisher;
    }

    public TopicNames topics() {
        return topics;
    }

    /** The edge this process is. */
    public EdgeId edge() {
        return edge;
    }

    public SessionDirectory directory() {
        return directory;
    }

    public Clock clock() {
        return clock;
    }

    Tracing tracing() {
        return tracing;
    }

    DownlinkMetrics metrics() {
        return metrics;
    }

    /** Runs the task after that time on an event loop. */
    public void later(Duration gap, Runnable task) {
        context.runOnContext(none -> vertx.setTimer(gap.toMillis(), fired -> task.run()));
    }
}
