package io.deligate.mqttedge.uplink;

import io.deligate.mqttedge.limits.HeldBytes;
import io.deligate.mqttedge.limits.PaceLimits;
import io.deligate.mqttedge.refusal.DeviceRefusals;
import io.deligate.mqttedge.session.Session;
import io.deligate.protocol.ActionFamily;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.deligate.tracing.Tracing;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/** What the uplinks of all devices of this edge share. Thread-safe. */
public final class UplinkRoutes {
    private final Vertx vertx;
    private final RecordPublisher publisher;
    private final TopicNames topics;
    private final EdgeId edge;
    private final Clock clock;
    private final UplinkLimits limits;
    private final HeldBytes held;
    private final UplinkMetrics metrics;
    private final Tracing tracing;

    public UplinkRoutes(
            Platform platform,
            RecordPublisher publisher,
            TopicNames topics,
            EdgeId edge,
            UplinkLimits limits,
            HeldBytes held,
            Tracing tracing) {
        this.vertx = platform.vertx();
        this.publisher = publisher;
        this.topics = topics;
        this.edge = edge;
        this.clock = platform.clock();
        this.limits = limits;
        this.held = held;
        this.metrics = new UplinkMetrics(platform.meters());
        this.tracing = tracing;
    }

    /** The topics uplinks go to. */
    public List<String> topics() {
        return List.of(
                topics.up(ActionFamily.REQUEST),
                topics.up(ActionFamily.COMMAND_ANSWER),
                topics.up(ActionFamily.MESSAGE));
    }

    /** The way of one session's uplinks. */
    public DeviceUplink open(Session session, DeviceRefusals refusals) {
        return new DeviceUplink(session, this, refusals);
    }

    Vertx vertx() {
        return vertx;
    }

    RecordPublisher publisher() {
        return publisher;
    }

    String topic(ActionFamily family) {
        return topics.up(family);
    }

    EdgeId edge() {
        return edge;
    }

    Clock clock() {
        return clock;
    }

    UplinkLimits limits() {
        return limits;
    }

    PaceLimits pace() {
        return limits.pace();
    }

    HeldBytes held() {
        return held;
    }

    Tracing tracing() {
        return tracing;
    }

    UplinkMetrics metrics() {
        return metrics;
    }
}
