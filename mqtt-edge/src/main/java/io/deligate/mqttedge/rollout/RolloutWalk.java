package io.deligate.mqttedge.rollout;

import io.deligate.mqttedge.downlink.DownRoutes;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.protocol.DeviceTopics;
import io.deligate.protocol.FirmwareNotice;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.Mid;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryUnavailable;
import io.deligate.registryview.RegistryView;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.KnownReleases;
import io.deligate.rolloutgate.Rollout;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers each release to the subscribed devices here as their buckets pass, in the order of the buckets and at a bounded
 * pace, at most once per session (R104, R105).
 *
 * <p>Four looks a second at all sessions, on a worker thread; a look costs a comparison per session. Whoever connects or
 * subscribes late is met by the next look in the same way, once it has had time to say which version it runs. What a
 * device runs is asked of the registry only when its turn has come, and the gate decides again then; while nobody can be
 * asked nothing is offered.
 */
public final class RolloutWalk {
    private static final Logger log = LoggerFactory.getLogger(RolloutWalk.class);

    private static final Duration LOOK = Duration.ofMillis(250);

    /** Offers per second, unless a rollout says otherwise. */
    private static final int RATE = 1_000;

    /** Questions to the registry per look. */
    private static final int MOST_QUESTIONS = 2_000;

    private final Vertx vertx;
    private final SessionTable sessions;
    private final RegistryView registry;
    private final KnownReleases known = new KnownReleases();
    private final ReleasesReader reader;
    private final Clock clock;
    private final OfferMetrics metrics;
    private final OfferEvents events;
    private final Pace pace = new Pace(RATE, System.nanoTime());
    private Future<Void> looking = Future.succeededFuture();
    private volatile boolean stopped;

    /** A walk that does nothing before {@link #start}. */
    public RolloutWalk(DownRoutes routes, SessionTable sessions, RegistryView registry, MeterRegistry meters) {
        this.vertx = routes.vertx();
        this.sessions = sessions;
        this.registry = registry;
        this.clock = routes.clock();
        this.metrics = new OfferMetrics(meters);
        this.events = new OfferEvents(routes);
        this.reader = new ReleasesReader(routes.kafka(), routes.topics().broadcast(), known, clock);
    }

    /** Succeeds when what was told before is known, and the walk has begun. */
    public Future<Void> start() {
        return reader.start().onSuccess(none -> later());
    }

    /** Succeeds when nothing is offered any more. */
    public Future<Void> stop() {
        stopped = true;
        return looking.otherwiseEmpty().eventually(reader::stop);
    }

    /** Why nothing is heard any more, when an error has ended the reader; empty while all is well. */
    public Optional<String> problem() {
        return reader.problem();
    }

    private void later() {
        var unused = vertx.setTimer(LOOK.toMillis(), fired -> look());
    }

    private void look() {
        if (stopped) {
            return;
        }
        looking = vertx.executeBlocking(() -> Look.turns(sessions, known.all(), clock.instant()), false)
                .compose(this::offer)
                .recover(RolloutWalk::explained);
        var unused = looking.onComplete(done -> later());
    }

    private static Future<Void> explained(Throwable failure) {
        if (!(failure instanceof RegistryUnavailable)) {
            log.atError().setCause(failure).log("sessions not looked through for offers");
        }
        return Future.succeededFuture();
    }

    static String topic(Session session) {
        return DeviceTopics.modelTopic(
                session.product().type(), session.product().model());
    }

    private Future<Void> offer(List<Turn> turns) {
        Future<Void> done = Future.succeededFuture();
        List<Turn> asked = turns.subList(0, Math.min(turns.size(), MOST_QUESTIONS));
        for (Turn turn : asked) {
            done = done.compose(none -> offer(turn));
        }
        return done;
    }

    /**
     * Fails when nobody can be asked now, so the others need not wait for the same; a turn that was not used comes again
     * with the next look.
     */
    private Future<Void> offer(Turn turn) {
        int rate = turn.wave().rate() > 0 ? turn.wave().rate() : RATE;
        if (stopped || pace.available(rate, System.nanoTime()) < 1) {
            return Future.succeededFuture();
        }
        Session session = turn.session();
        return registry.device(session.device())
                .onSuccess(found -> {
                    String version = found.map(DeviceView::productVersion).orElse("");
                    session.offers(
                            turn.wave().done(session.offers(), session.device().value()));
                    decided(session, version).ifPresent(rollout -> {
                        pace.take();
                        session.run(() -> send(session, rollout, version));
                    });
                })
                .mapEmpty();
    }

    private Optional<Rollout> decided(Session session, String version) {
        return known.of(session.product().model()).flatMap(releases -> {
            var decision = Gate.decide(releases, session.device().value(), version, clock.instant());
            return decision.release().isPresent() ? Optional.ofNullable(decision.rollout()) : Optional.empty();
        });
    }

    /** On the session's event loop. */
    private void send(Session session, Rollout rollout, String version) {
        String topic = topic(session);
        OptionalInt qos = session.subscriptions().qosOf(topic);
        if (qos.isEmpty() || !session.isOpen()) {
            metrics.count(ReceiptOutcome.OFFLINE);
            return;
        }
        byte[] payload = MessageWriter.write(
                new FirmwareNotice(Mid.of(rollout.id()), null, rollout.release().version()), clock.instant());
        Offer offer = new Offer(
                topic,
                payload,
                () -> decided(session, version)
                        .filter(now -> now.id().equals(rollout.id()))
                        .isPresent(),
                outcome -> settled(session, rollout, outcome));
        if (qos.getAsInt() == 1) {
            session.send(offer);
        } else if (offer.isExpired()) {
            offer.settled(ReceiptOutcome.EXPIRED);
        } else {
            offer.settled(session.sendOnce(topic, payload) ? ReceiptOutcome.DELIVERED : ReceiptOutcome.REJECTED);
        }
    }

    private void settled(Session session, Rollout rollout, ReceiptOutcome outcome) {
        metrics.count(outcome);
        if (outcome == ReceiptOutcome.DELIVERED) {
            events.offered(session, rollout);
        }
    }
}
