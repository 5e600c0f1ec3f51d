package io.deligate.otaservice;

import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.SecretKeys;
import io.deligate.database.Database;
import io.deligate.otaservice.access.Callers;
import io.deligate.otaservice.api.RestServer;
import io.deligate.otaservice.firmware.FileFolder;
import io.deligate.otaservice.firmware.FileLinks;
import io.deligate.otaservice.firmware.FileStore;
import io.deligate.otaservice.rollout.OutcomeReader;
import io.deligate.otaservice.rollout.Outcomes;
import io.deligate.otaservice.rollout.ReleasesPublisher;
import io.deligate.otaservice.rollout.RolloutDesk;
import io.deligate.otaservice.rollout.RolloutSweep;
import io.deligate.otaservice.rollout.StuckScan;
import io.deligate.otaservice.s3.S3Config;
import io.deligate.otaservice.s3.S3Files;
import io.deligate.otaservice.store.OtaDatabase;
import io.deligate.otaservice.store.PgCallerKeys;
import io.deligate.otaservice.store.PgFirmwares;
import io.deligate.otaservice.store.PgFleet;
import io.deligate.otaservice.store.PgRollouts;
import io.deligate.otaservice.store.PgStuckDevices;
import io.deligate.otaservice.store.PgTallies;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.topic.TopicSetup;
import io.deligate.streams.topic.TopicSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** The parts of ota-service and the order of their lives: files, database, topic, REST; stopped in reverse. */
public final class OtaVerticle extends VerticleBase {
    private static final String DATABASE_CHECK = "ota database";
    private static final String EVENTS_CHECK = "ota events";

    private final Platform platform;
    private final OtaConfig config;
    private final ClusterMember member;
    private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();
    private volatile int actualPort;

    /** The member is the process's own and stays open when this verticle stops. */
    public OtaVerticle(Platform platform, OtaConfig config, ClusterMember member) {
        this.platform = platform;
        this.config = config;
        this.member = member;
    }

    /** Where REST and the files are, once the start has succeeded. */
    public int actualPort() {
        return actualPort;
    }

    /** Succeeds when REST answers; fails when the folder, the database, Kafka or the port cannot be had. */
    @Override
    public Future<?> start() {
        KeyHash hash = new KeyHash(new SecretKeys(config.requiredSecretKey()));
        FileStore files = files();
        return files.open()
                .compose(none -> new TopicSetup(vertx, config.kafka())
                        .ensure(List.of(
                                TopicSpec.ordered(config.topics().broadcast()),
                                TopicSpec.keyed(config.topics().events())))
                        .recover(failure -> Future.failedFuture(StartFailure.explained(failure))))
                .compose(none -> OtaDatabase.open(vertx, config.postgres()))
                .compose(database -> start(hash, files, database))
                .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
    }

    private FileStore files() {
        long largest = config.ota().largestFile().bytes();
        S3Config s3 = config.ota().s3();
        FileStore files = s3.isOn()
                ? new S3Files(vertx, s3, largest, platform.clock())
                : new FileFolder(vertx, config.ota().folder(), largest, platform.clock());
        stops.push(files::close);
        return files;
    }

    @Override
    public Future<?> stop() {
        Supplier<Future<Void>> next = stops.poll();
        return next == null ? Future.succeededFuture() : next.get().transform(done -> stop());
    }

    private Future<?> start(KeyHash hash, FileStore files, Database database) {
        stops.push(database::close);
        platform.health().readiness(DATABASE_CHECK, database);
        stops.push(() -> done(() -> platform.health().remove(DATABASE_CHECK)));
        RecordPublisher records = new RecordPublisher(vertx, config.kafka(), "ota");
        stops.push(records::close);
        RegistryView registry = new RegistryView(vertx, member, ViewLimits.defaults());
        stops.push(() -> done(registry::close));
        RestServer rest = new RestServer(platform, config.ota());
        stops.push(rest::stop);
        Pool pool = database.pool();
        Callers callers = new Callers(new PgCallerKeys(pool), hash, platform.clock());
        return rest.start(callers, port -> parts(port, pool, files, records, registry))
                .onSuccess(port -> actualPort = port);
    }

    /** What has to know under which address devices find files. */
    private RestServer.Parts parts(
            int port, Pool pool, FileStore files, RecordPublisher records, RegistryView registry) {
        FileLinks links = new FileLinks(config.ota().base(port));
        PgRollouts rollouts = new PgRollouts(pool, links, platform.clock());
        PgFleet fleet = new PgFleet(pool);
        PgTallies tallies = new PgTallies(pool, PgTallies.MOST_OBSERVED);
        ReleasesPublisher publisher = new ReleasesPublisher(
                vertx,
                rollouts,
                records,
                config.topics().broadcast(),
                config.ota().lease(),
                platform.clock());
        RolloutDesk desk = new RolloutDesk(rollouts, fleet, publisher, platform.clock());
        RolloutSweep sweep = new RolloutSweep(vertx, rollouts, desk, tallies, platform.clock());
        publisher.start();
        stops.push(publisher::stop);
        sweep.start();
        stops.push(sweep::stop);
        PgStuckDevices stuck = new PgStuckDevices(pool);
        StuckScan scan =
                new StuckScan(vertx, rollouts, fleet, stuck, config.ota().watch(), platform.clock());
        scan.start();
        stops.push(scan::stop);
        Outcomes outcomes = new Outcomes(fleet, platform.clock());
        OutcomeReader reader = new OutcomeReader(vertx, config.kafka(), config.topics(), rollouts, tallies, outcomes);
        platform.health().liveness(EVENTS_CHECK, reader::problem);
        stops.push(() -> done(() -> platform.health().remove(EVENTS_CHECK)));
        reader.start();
        stops.push(reader::stop);
        return new RestServer.Parts(
                new PgFirmwares(pool, platform.clock()), files, links, rollouts, desk, fleet, stuck, registry);
    }

    private static Future<Void> done(Runnable step) {
        step.run();
        return Future.succeededFuture();
    }
}
