package io.deligate.registryservice;

import io.deligate.protocol.ActionFamily;
import io.deligate.registryservice.access.Callers;
import io.deligate.registryservice.alarm.AlarmSweep;
import io.deligate.registryservice.alarm.AlarmWriter;
import io.deligate.registryservice.alarm.Alarms;
import io.deligate.registryservice.api.AccessListCall;
import io.deligate.registryservice.api.AlarmCalls;
import io.deligate.registryservice.api.ApiKeyCalls;
import io.deligate.registryservice.api.AppCalls;
import io.deligate.registryservice.api.AuditCalls;
import io.deligate.registryservice.api.BindingCalls;
import io.deligate.registryservice.api.Calls;
import io.deligate.registryservice.api.DeviceCalls;
import io.deligate.registryservice.api.GroupCalls;
import io.deligate.registryservice.api.ProductCalls;
import io.deligate.registryservice.api.QrCodeCalls;
import io.deligate.registryservice.api.RestServer;
import io.deligate.registryservice.api.StandingCalls;
import io.deligate.registryservice.api.TraceCalls;
import io.deligate.registryservice.app.AppRegistration;
import io.deligate.registryservice.app.AppTopics;
import io.deligate.registryservice.binding.UnbindWriter;
import io.deligate.registryservice.intake.Intake;
import io.deligate.registryservice.notice.NoticeOutcomes;
import io.deligate.registryservice.outbox.Departures;
import io.deligate.registryservice.outbox.Destinations;
import io.deligate.registryservice.outbox.OutboxRelay;
import io.deligate.registryservice.outbox.ProductSessions;
import io.deligate.registryservice.presence.Epochs;
import io.deligate.registryservice.presence.PresenceUpdater;
import io.deligate.registryservice.product.ProductKeys;
import io.deligate.registryservice.product.ProductRegistration;
import io.deligate.registryservice.receipt.Asker;
import io.deligate.registryservice.receipt.ReceiptReader;
import io.deligate.registryservice.refusal.RefusalWriter;
import io.deligate.registryservice.report.ReportWriter;
import io.deligate.registryservice.sealing.KeyHash;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.SecretKeys;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryservice.store.Database;
import io.deligate.registryservice.store.PgAlarms;
import io.deligate.registryservice.store.PgApiKeys;
import io.deligate.registryservice.store.PgApps;
import io.deligate.registryservice.store.PgAuditLog;
import io.deligate.registryservice.store.PgBindings;
import io.deligate.registryservice.store.PgDevices;
import io.deligate.registryservice.store.PgEpochs;
import io.deligate.registryservice.store.PgGroups;
import io.deligate.registryservice.store.PgLastErrors;
import io.deligate.registryservice.store.PgNotices;
import io.deligate.registryservice.store.PgOutbox;
import io.deligate.registryservice.store.PgProducts;
import io.deligate.registryservice.store.PgRegistryLoader;
import io.deligate.registryservice.store.PgReports;
import io.deligate.registryservice.store.PgSealCheck;
import io.deligate.registryservice.store.PgSelfUnbinds;
import io.deligate.registryservice.store.PgSessions;
import io.deligate.registryservice.store.PgStandings;
import io.deligate.registryservice.store.Transactions;
import io.deligate.registryservice.trace.MessageTrace;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.EdgeList;
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
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the registry: database, cluster, consumers and REST, started in this order and stopped in reverse. */
public final class RegistryVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(RegistryVerticle.class);
    private static final String GROUP = "registry";
    private static final String DATABASE_CHECK = "registry database";
    private static final String DIRECTORY_CHECK = "registry session directory";

    private final Platform platform;
    private final RegistryConfig config;
    private final ClusterMember member;
    private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();
    private volatile int actualPort;
    private volatile @Nullable String ftpAddress;

    /** The member must hold data; it stays open when the verticle stops. */
    public RegistryVerticle(Platform platform, RegistryConfig config, ClusterMember member) {
        this.platform = platform;
        this.config = config;
        this.member = member;
    }

    /** Where REST answers, once the start has succeeded. */
    public int actualPort() {
        return actualPort;
    }

    /** Where devices upload their logs, once the start has succeeded; empty when they do not. */
    public Optional<String> ftpAddress() {
        return Optional.ofNullable(ftpAddress);
    }

    /** Succeeds when REST answers; fails when the database, Kafka or the port cannot be had. */
    @Override
    public Future<?> start() {
        SecretKeys keys = new SecretKeys(config.requiredSecretKey());
        return Database.open(vertx, config.postgres())
                .compose(database -> start(keys, database))
                .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        Supplier<Future<Void>> next = stops.poll();
        return next == null ? Future.succeededFuture() : next.get().transform(done -> stop());
    }

    private Future<?> start(SecretKeys keys, Database database) {
        stops.push(database::close);
        platform.health().readiness(DATABASE_CHECK, database);
        stops.push(() -> done(() -> platform.health().remove(DATABASE_CHECK)));
        Pool pool = database.pool();
        TopicNames topics = config.topics();
        Sealer sealer = new Sealer(keys);
        VerifierKeys verifierKeys = new VerifierKeys(keys);
        RegistryHost host =
                new RegistryHost(vertx, member, new PgRegistryLoader(pool, sealer, verifierKeys, platform.clock()));
        stops.push(() -> done(host::close));
        Transactions transactions = new Transactions(pool, host, topics.events(), platform.clock());
        FleetParts fleet = new FleetParts(platform, pool, transactions, sealer, verifierKeys);
        PgApiKeys apiKeys = new PgApiKeys(pool, transactions);
        Callers callers = new Callers(apiKeys, new KeyHash(keys), platform.clock());
        Alarms alarms = new PgAlarms(pool, transactions, config.alarms(), topics.notifications());
        CommandParts commands = new CommandParts(platform, config, keys, database, transactions);
        SessionDirectory directory =
                new SessionDirectory("registry-sessions", config.kafka(), topics.sessions(), (device, session) -> {});
        return new PgSealCheck(pool, sealer)
                .check()
                .compose(fits -> ensureAdmin(callers))
                .compose(ensured -> new TopicSetup(vertx, config.kafka()).ensure(topics()))
                .compose(made -> followSessions(new PgEpochs(pool)))
                .compose(made -> {
                    RecordPublisher publisher = new RecordPublisher(vertx, config.kafka(), "registry");
                    stops.push(publisher::close);
                    return relay(database, directory, host, publisher, commands.reports()::sent)
                            .onSuccess(relaying -> {
                                consume(pool, transactions, alarms, commands, publisher);
                                sweep(alarms);
                            });
                })
                .compose(consuming -> {
                    stops.push(commands::stop);
                    return commands.start();
                })
                .compose(started -> serve(
                        pool,
                        transactions,
                        new PgProducts(pool, transactions, sealer, new ProductSessions(directory, topics)),
                        apiKeys,
                        callers,
                        alarms,
                        fleet,
                        commands.calls(directory)))
                .onSuccess(serving -> ftpAddress = commands.ftpAddress());
    }

    private void consume(
            Pool pool, Transactions transactions, Alarms alarms, CommandParts commands, RecordPublisher publisher) {
        TopicNames topics = config.topics();
        consume("presence", topics.sessions(), new PresenceUpdater(new PgSessions(transactions), platform.meters()));
        consume("writes", topics.registryWrites(), intake(pool, transactions, alarms, publisher));
        consume("receipts", topics.receipts(), receipts(pool, commands));
        consume("answers", topics.up(ActionFamily.COMMAND_ANSWER), commands.answers());
    }

    private ReceiptReader receipts(Pool pool, CommandParts commands) {
        return new ReceiptReader(
                Map.of(Asker.NOTICE, new NoticeOutcomes(new PgNotices(pool)), Asker.COMMAND, commands.reports()),
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

    private Intake intake(Pool pool, Transactions transactions, Alarms alarms, RecordPublisher publisher) {
        return new Intake(
                new Intake.Handlers(
                        new ReportWriter(new PgReports(transactions)),
                        new AlarmWriter(alarms, platform.meters()),
                        new RefusalWriter(new PgLastErrors(pool)),
                        new UnbindWriter(new PgSelfUnbinds(transactions), config.topics(), platform.clock())),
                new DeadLetters(publisher, config.topics().deadLetter()),
                platform.meters());
    }

    private Future<Void> ensureAdmin(Callers callers) {
        return config.adminKey() == null ? Future.succeededFuture() : callers.ensureAdmin(config.adminKey());
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
    private Future<Void> relay(
            Database database,
            SessionDirectory directory,
            RegistryHost host,
            RecordPublisher publisher,
            Departures departures) {
        OutboxRelay relay = new OutboxRelay(
                vertx,
                new PgOutbox(database),
                new Destinations(directory, config.topics(), platform.clock()),
                host::changed,
                publisher,
                departures,
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
        String check = "registry " + name + " consumer";
        consumer.start();
        stops.push(consumer::stop);
        platform.health().liveness(check, consumer::problem);
        stops.push(() -> done(() -> platform.health().remove(check)));
    }

    private void sweep(Alarms alarms) {
        AlarmSweep sweep = new AlarmSweep(vertx, alarms, config.alarms(), platform.clock());
        sweep.start();
        stops.push(() -> done(sweep::stop));
    }

    private Future<Void> serve(
            Pool pool,
            Transactions transactions,
            PgProducts products,
            PgApiKeys apiKeys,
            Callers callers,
            Alarms alarms,
            FleetParts fleet,
            Calls commands) {
        PgDevices devices = new PgDevices(pool);
        AppRegistration apps = new AppRegistration(
                new PgApps(pool, transactions),
                new AppTopics(vertx, config.kafka(), config.topics()),
                platform.clock());
        EdgeList edges = new EdgeList(vertx, member);
        MessageTrace trace = new MessageTrace(vertx, config.kafka(), config.topics(), edges);
        stops.push(trace::close);
        List<Calls> calls = new ArrayList<>(List.of(
                new ProductCalls(products, new ProductRegistration(products, new ProductKeys()), platform.clock()),
                new DeviceCalls(devices),
                new AlarmCalls(devices, alarms),
                new StandingCalls(new PgStandings(transactions)),
                new GroupCalls(new PgGroups(pool, transactions)),
                new AppCalls(new PgApps(pool, transactions), apps),
                new BindingCalls(new PgBindings(transactions)),
                new QrCodeCalls(products, devices, config.registry()),
                new ApiKeyCalls(apiKeys, callers, platform.clock()),
                new AuditCalls(new PgAuditLog(pool)),
                new TraceCalls(devices, trace),
                new AccessListCall(edges)));
        calls.addAll(fleet.calls());
        calls.add(commands);
        fleet.start();
        stops.push(fleet::stop);
        RestServer server = new RestServer(platform, config.registry(), callers, calls);
        return server.start()
                .onSuccess(port -> {
                    actualPort = port;
                    stops.push(server::stop);
                })
                .mapEmpty();
    }

    private static Future<Void> done(Runnable step) {
        step.run();
        return Future.succeededFuture();
    }
}
