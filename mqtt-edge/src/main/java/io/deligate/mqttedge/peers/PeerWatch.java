package io.deligate.mqttedge.peers;

import io.deligate.mqttedge.downlink.DownRoutes;
import io.deligate.mqttedge.session.SendLimits;
import io.deligate.mqttedge.session.SessionJournal;
import io.deligate.streams.consume.TableReader;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends this edge's pulses, hears those of the others, and settles the estates of lost edges when it is the eldest. */
public final class PeerWatch {
    private static final Logger log = LoggerFactory.getLogger(PeerWatch.class);

    private final DownRoutes routes;
    private final SessionJournal journal;
    private final SendLimits limits;
    private final Duration gap;
    private final String life = UUID.randomUUID().toString();
    private final Peers peers;
    private final TableReader reader;
    private final Map<EdgeId, Estate> estates = new HashMap<>();
    private boolean stopped;

    /** An edge is lost when nothing was heard of it for {@code lostAfter}, and at the latest a sixth of that later. */
    public PeerWatch(DownRoutes routes, SessionJournal journal, SendLimits limits, Duration lostAfter) {
        this.routes = routes;
        this.journal = journal;
        this.limits = limits;
        this.gap = lostAfter.dividedBy(Peers.PATIENCE);
        this.peers = new Peers(routes.edge(), life);
        this.reader =
                new TableReader("edge-peers", routes.kafka(), routes.topics().edges(), this::heard);
    }

    /** Succeeds when the pulses so far are known; from then on this edge's own go out. */
    public Future<Void> start() {
        return reader.start().onSuccess(none -> beat());
    }

    /** Why nobody is heard any more, when an error has ended the watch; empty while all is well. */
    public Optional<String> problem() {
        return reader.problem();
    }

    /** The next one when this one is stored: they do not pile up while Kafka is away. */
    private void beat() {
        synchronized (this) {
            if (stopped) {
                return;
            }
        }
        Pulse pulse = new Pulse(routes.edge(), life, peers.since());
        byte[] key = routes.edge().value().getBytes(StandardCharsets.UTF_8);
        var unused = routes.publisher()
                .publish(new ProducerRecord<>(routes.topics().edges(), key, pulse.toValue()))
                .onComplete(sent -> routes.later(gap, this::beat));
    }

    private void heard(ConsumerRecord<byte[], byte[]> record) {
        Optional<Pulse> pulse = record.value() == null ? Optional.empty() : Pulse.read(record.value());
        if (pulse.isPresent() && peers.heard(pulse.get(), record.offset())) {
            tend(peers.lost());
        }
    }

    private synchronized void tend(Set<EdgeId> lost) {
        if (stopped) {
            return;
        }
        for (EdgeId edge : List.copyOf(estates.keySet())) {
            if (!lost.contains(edge)) {
                log.atInfo().addKeyValue("edge", edge).log("silent edge looked after no longer");
                var unused = letGo(edge);
            }
        }
        for (EdgeId edge : lost) {
            if (!estates.containsKey(edge)) {
                log.atWarn().addKeyValue("edge", edge).log("edge is silent, looking after what it left");
                Estate estate = new Estate(routes, edge, journal, limits);
                estates.put(edge, estate);
                var unused = estate.settle().onFailure(failure -> failed(edge, failure));
            }
        }
    }

    private synchronized Future<Void> letGo(EdgeId edge) {
        Estate estate = estates.remove(edge);
        return estate == null ? Future.succeededFuture() : estate.stop();
    }

    /** With the next pulse it is tried again. */
    private void failed(EdgeId edge, Throwable failure) {
        log.atWarn().addKeyValue("edge", edge).setCause(failure).log("a lost edge's sessions could not be ended");
        var unused = letGo(edge);
    }

    /** Succeeds when no pulse goes out or is heard and no estate is worked on any more. */
    public Future<Void> stop() {
        List<Future<Void>> ends = new ArrayList<>();
        synchronized (this) {
            stopped = true;
            List.copyOf(estates.keySet()).forEach(edge -> ends.add(letGo(edge)));
        }
        ends.add(reader.stop());
        return Future.join(ends).mapEmpty();
    }
}
