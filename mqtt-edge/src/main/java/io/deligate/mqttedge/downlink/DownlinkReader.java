package io.deligate.mqttedge.downlink;

import io.deligate.mqttedge.session.SendLimits;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.KeyedConsumer;
import io.deligate.streams.consume.OpenLimits;
import io.deligate.streams.consume.RecordSource;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Reads one edge's down topic and hands each record to the device's session, in the order of the topic.
 *
 * <p>A record's offset is committed when the device has acknowledged it, or when its outcome is known and, where somebody
 * asked for it, stored. What was not committed is read again by the edge's next life.
 */
public final class DownlinkReader {
    private final KeyedConsumer consumer;

    /** A reader of the owner's topic that does nothing before {@link #start}. */
    public DownlinkReader(String name, DownRoutes routes, EdgeId owner, SessionTable sessions, SendLimits limits) {
        String topic = routes.topics().down(owner);
        this.consumer = new KeyedConsumer(
                routes.vertx(),
                name,
                routes.kafka(),
                new RecordSource.Owned(topic, topic),
                routes.tracing().around("to device", new Delivery(routes, owner, sessions)::handle),
                new DeadLetters(routes.publisher(), routes.topics().deadLetter()),
                RetryGaps.defaults(),
                new OpenLimits(limits.openRecords(), limits.openBytes().bytes()));
    }

    public void start() {
        consumer.start();
    }

    /** Why nothing is read any more, when an error has ended the reader; empty while all is well. */
    public Optional<String> problem() {
        return consumer.problem();
    }

    /** How many records were read and have no outcome yet. */
    public int open() {
        return consumer.open();
    }

    /** Succeeds when no record is under way, or after 4 s, and what has its outcome is committed. */
    public Future<Void> stop() {
        return consumer.stop();
    }
}
