package io.deligate.registryservice;

import io.deligate.database.Database;
import io.deligate.protocol.ActionFamily;
import io.deligate.registryservice.alarm.AlarmWriter;
import io.deligate.registryservice.alarm.Alarms;
import io.deligate.registryservice.binding.UnbindWriter;
import io.deligate.registryservice.intake.Intake;
import io.deligate.registryservice.notice.NoticeOutcomes;
import io.deligate.registryservice.outbox.Destinations;
import io.deligate.registryservice.outbox.OutboxRelay;
import io.deligate.registryservice.presence.Epochs;
import io.deligate.registryservice.presence.PresenceUpdater;
import io.deligate.registryservice.receipt.Asker;
import io.deligate.registryservice.receipt.ReceiptReader;
import io.deligate.registryservice.refusal.RefusalWriter;
import io.deligate.registryservice.report.ReportWriter;
import io.deligate.registryservice.store.PgEpochs;
import io.deligate.registryservice.store.PgLastErrors;
import io.deligate.registryservice.store.PgNotices;
import io.deligate.registryservice.store.PgOutbox;
import io.deligate.registryservice.store.PgReports;
import io.deligate.registryservice.store.PgSelfUnbinds;
import io.deligate.registryservice.store.PgSessions;
import io.deligate.registryservice.store.Transactions;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.consume.BatchConsumer;
import io.deligate.streams.consume.BatchHandler;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.RecordSource;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.TopicNames;
import io.deligate.streams.topic.TopicSetup;
import io.deligate.streams.topic.TopicSpec;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires what the registry reads from Kafka and what it sends there. */
final class TopicParts {
    private static final Logger log = LoggerFactory.getLogger(TopicParts.class);
    private static final String GROUP = "registry";
    private static final String DIRECTORY_CHECK = "registry session directory";

    private final Vertx vertx;
    private final Platform platform;
    private final RegistryConfig config;
    private final Database database;
    private final Transactions transactions;
    private final RegistryHost host;
    private final Alarms alarms;
    private final CommandParts commands;
    private final SessionDirectory directory;
    private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();

    TopicParts(
            Platform platform,
            RegistryConfig config,
            Database database,
            Transactions transactions,
            RegistryHost host,
            Alarms alarms,
            CommandParts commands) {
        this.vertx = platform.vertx();
        this.platform = platform;
        this.config = config;
        this.database = database;
        this.transactions = transactions;
        this.host = host;
        this.alarms = alarms;
        this.commands = commands;
        this.directory = new SessionDirectory(
                "registry-sessions", config.kafka(), config.topics().sessions(), (device, session) -> {});
    }

    /** Which devices are online; known once the start has succeeded. */
    SessionDirectory directory() {
        return directory;
    }

    /** Succeeds when the topics are there, the directory is known, and everything is read; fails without Kafka. */
    Future<Void> start() {
        return new TopicSetup(vertx, config.kafka())
                .ensure(topics())
                .compose(made -> followSessions(new PgEpochs(database.pool())))
                .compose(followed -> {
                    RecordPublisher publisher = new RecordPublisher(vertx, config.kafka(), "registry");
                    stops.push(publisher::close);
                    return relay(publisher).onSuccess(relaying -> consume(publisher));
                });
    }

    /** Succeeds when nothing is read or sent any more; in the reverse order of the start. */
    Future<Void> stop() {
        Supplier<Future<Void>> next = stops.poll();
        return next == null ? Future.succeededFuture() : next.get().transform(done -> stop());
    }

    private void consume(RecordPublisher publisher) {
        TopicNames topics = config.topics();
        consume("presence", topics.sessions(), new PresenceUpdater(new PgSessions(transactions), platform.meters()));
        consume("writes", topics.registryWrites(), intake(publisher));
        consume("receipts", topics.receipts(), receipts());
        consume("answers", topics.up(ActionFamily.COMMAND_ANSWER), commands.answers());
    }

    private ReceiptReader receipts() {
        return new ReceiptReader(
                Map.of(
                        Asker.NOTICE,
                        new NoticeOutcomes(new PgNotices(database.pool())),
                        Asker.COMMAND,
                        commands.reports()),
                platform.meters());
    }

    /** Succeeds when the stored epochs are those of the session topic that is there now. */
    private Future<Void> followSessions(Epochs epochs) {
        return new TopicSetup(vertx, config.kafka())
                .state(config.topics().sessions())
                .compose(epochs::follow)
                .onSuccess(forgotten -> {
                    if (forgotten > 0) {
                        log.atWarn()
                                .addKeyValue("devices", forgotten)
                                .log("kafka has lost session records; sessions are counted anew");
                    }
                })
                .mapEmpty();
    }

    private Intake intake(RecordPublisher publisher) {
        return new Intake(
                new Intake.Handlers(
                        new ReportWriter(new PgReports(transactions)),
                        new AlarmWriter(alarms, platform.meters()),
                        new RefusalWriter(new PgLastErrors(database.pool())),
                        new UnbindWriter(new PgSelfUnbinds(transactions), config.topics(), platform.clock())),
                new DeadLetters(publisher, config.topics().deadLetter()),
                platform.meters());
    }

    private List<TopicSpec> topics() {
        return List.of(
                TopicSpec.table(config.topics().sessions()),
                TopicSpec.keyed(config.topics().registryWrites()),
                TopicSpec.keyed(config.topics().events()),
                TopicSpec.keyed(config.topics().notifications()),
                TopicSpec.keyed(config.topics().deadLetter()),
                TopicSpec.keyed(config.topics().receipts()),
                TopicSpec.keyed(config.topics().up(ActionFamily.COMMAND_ANSWER)));
    }

    /** Succeeds when what commits leave is on its way to Kafka. */
    private Future<Void> relay(RecordPublisher publisher) {
        OutboxRelay relay = new OutboxRelay(
                vertx,
                new PgOutbox(database),
                new Destinations(directory, config.topics(), platform.clock()),
                host::changed,
                publisher,
                commands.reports()::sent,
                platform.clock(),
                platform.meters());
        stops.push(directory::stop);
        platform.health().liveness(DIRECTORY_CHECK, directory::problem);
        stops.push(() -> done(() -> platform.health().remove(DIRECTORY_CHECK)));
        return directory.start().onSuccess(known -> {
            relay.start();
            stops.push(relay::stop);
        });
    }

    private void consume(String name, String topic, BatchHandler handler) {
        BatchConsumer consumer = new BatchConsumer(
                vertx,
                GROUP + "-" + name,
                config.kafka(),
                new RecordSource.Shared(config.topics().prefix() + GROUP, List.of(topic)),
                handler,
                RetryGaps.defaults());
        Gauge waiting = Gauge.builder("deligate.registry.records.waiting", consumer, BatchConsumer::waiting)
                .description("Records in this replica's partitions that it has not read yet")
                .tag("consumer", name)
                .register(platform.meters());
        stops.push(() -> done(() -> {
            var unused = platform.meters().remove(waiting);
        }));
        String check = "registry " + name + " consumer";
        consumer.start();
        stops.push(consumer::stop);
        platform.health().liveness(check, consumer::problem);
        stops.push(() -> done(() -> platform.health().remove(check)));
    }

    private static Future<Void> done(Runnable step) {
        step.run();
        return Future.succeededFuture();
    }
}
