package io.deligate.registryservice;

import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.SecretKeys;
import io.deligate.database.Database;
import io.deligate.registryservice.access.Callers;
import io.deligate.registryservice.alarm.AlarmSweep;
import io.deligate.registryservice.alarm.Alarms;
import io.deligate.registryservice.api.AlarmCalls;
import io.deligate.registryservice.api.Calls;
import io.deligate.registryservice.outbox.ProductSessions;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryservice.store.PgAlarms;
import io.deligate.registryservice.store.PgApiKeys;
import io.deligate.registryservice.store.PgDevices;
import io.deligate.registryservice.store.PgProducts;
import io.deligate.registryservice.store.PgRegistryLoader;
import io.deligate.registryservice.store.PgSealCheck;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.registryservice.store.Transactions;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.process.Platform;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registry's parts and the order of their lives: database, topics, jobs and commands, REST; stopped in reverse. */
public final class RegistryVerticle extends VerticleBase {
    private static final String DATABASE_CHECK = "registry database";

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
        return RegistryDatabase.open(vertx, config.postgres())
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
        Sealer sealer = new Sealer(keys);
        VerifierKeys verifierKeys = new VerifierKeys(keys);
        RegistryHost host =
                new RegistryHost(vertx, member, new PgRegistryLoader(pool, sealer, verifierKeys, platform.clock()));
        stops.push(() -> done(host::close));
        Transactions transactions = new Transactions(pool, host, config.topics().events(), platform.clock());
        Callers callers = new Callers(new PgApiKeys(pool, transactions), new KeyHash(keys), platform.clock());
        Alarms alarms = new PgAlarms(
                pool, transactions, config.alarms(), config.topics().notifications());
        CommandParts commands = new CommandParts(platform, config, keys, database, transactions);
        TopicParts topics = new TopicParts(platform, config, database, transactions, host, alarms, commands);
        PgProducts products =
                new PgProducts(pool, transactions, sealer, new ProductSessions(topics.directory(), config.topics()));
        FleetParts fleet = new FleetParts(platform, pool, transactions, sealer, verifierKeys);
        List<Calls> calls = new ArrayList<>(fleet.calls());
        calls.add(commands.calls(topics.directory()));
        calls.add(new AlarmCalls(new PgDevices(pool), alarms));
        RestParts rest = new RestParts(platform, config, member, pool, transactions, products, callers, calls);
        return new PgSealCheck(pool, sealer)
                .check()
                .compose(fits -> ensureAdmin(callers))
                .compose(ensured -> part(topics::start, topics::stop))
                .compose(reading -> part(commands::start, commands::stop))
                .compose(commanding -> {
                    ftpAddress = commands.ftpAddress();
                    AlarmSweep sweep = new AlarmSweep(vertx, alarms, config.alarms(), platform.clock());
                    sweep.start();
                    stops.push(() -> done(sweep::stop));
                    fleet.start();
                    stops.push(fleet::stop);
                    return part(rest::start, () -> {
                        commands.release();
                        return rest.stop();
                    });
                })
                .onSuccess(port -> actualPort = port);
    }

    /** What a start that failed has left is stopped too. */
    private <T> Future<T> part(Supplier<Future<T>> start, Supplier<Future<Void>> stop) {
        stops.push(stop);
        return start.get();
    }

    private Future<Void> ensureAdmin(Callers callers) {
        return config.adminKey() == null ? Future.succeededFuture() : callers.ensureAdmin(config.adminKey());
    }

    private static Future<Void> done(Runnable step) {
        step.run();
        return Future.succeededFuture();
    }
}
